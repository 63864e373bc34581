using System.Linq;
using System.Reflection;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Operations;
using Xunit;

namespace Mistral.Conformance.Tests;

/// <summary>The list of resources that the build writes from the names of files.</summary>
public sealed class ResourceFileTests
{
    [Fact]
    public void Every_resource_has_a_file_of_its_name()
    {
        Assembly module = typeof(MistralCmdlet).Assembly;
        string listed = module.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Resources").Value!;

        Assert.Equal(
            module.GetTypes().Where(t => t.IsDefined(typeof(ResourceAttribute), inherit: false)).Select(t => t.FullName!).Order(),
            listed.Split(',').Order());
    }
}

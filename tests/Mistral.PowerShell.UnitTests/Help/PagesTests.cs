using System.IO;
using Mistral.HelpBuilder;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.Testing;
using Xunit;

namespace Mistral.PowerShell.UnitTests;

public sealed class PagesTests
{
    [Fact]
    public void The_pages_of_the_module_are_complete_and_their_generated_parts_are_current()
    {
        var log = new DiagnosticLog();
        var docs = new DocsFolder(
            Path.Combine(RepositoryPaths.Root, "docs"), CmdletReader.ReadAll(typeof(MistralCmdlet).Assembly.GetTypes()), log);
        _ = docs.Build();
        docs.CheckGenerated();
        Assert.True(log.IsEmpty, string.Join('\n', log.Sorted()));
    }
}

using System;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Operations;
using Xunit;

namespace Mistral.Conformance.Tests;

/// <summary>Parameters that take an id. PowerShell finds what binds them and what completes them by two attributes.</summary>
public sealed class IdParameterTests
{
    public static TheoryData<string, string> Parameters => [.. typeof(MistralCmdlet).Assembly.GetExportedTypes()
        .SelectMany(t => t.GetProperties())
        .Where(p => p.GetCustomAttribute<IdAttribute>() is not null)
        .Select(p => (p.DeclaringType!.FullName!, p.Name))
        .Distinct()];

    [Theory]
    [MemberData(nameof(Parameters))]
    public void An_id_is_completed_from_the_list_of_its_own_resource(string type, string name)
    {
        PropertyInfo parameter = typeof(MistralCmdlet).Assembly.GetType(type)!.GetProperty(name)!;
        ResourceAttribute resource = parameter.GetCustomAttribute<IdAttribute>()!.Resource;

        // The reference assembly of PowerShell keeps nothing of what an attribute is given.
        CustomAttributeData completes = Assert.Single(parameter.CustomAttributes, a => a.AttributeType == typeof(ArgumentCompleterAttribute));
        Type completer = (Type)completes.ConstructorArguments[0].Value!;

        Type[] resources = [.. completer.GetGenericArguments(), .. completer.BaseType!.GetGenericArguments()];
        Assert.All(resources, r => Assert.Equal(resource, ResourceAttribute.Of(r)));
    }
}

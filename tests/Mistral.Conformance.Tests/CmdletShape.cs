using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Operations;

namespace Mistral.Conformance.Tests;

/// <summary>What a cmdlet's attributes say, read without running any code of PowerShell.</summary>
internal sealed class CmdletShape
{
    private CmdletShape(Type type, CustomAttributeData cmdlet)
    {
        Type = type;
        Name = $"{cmdlet.ConstructorArguments[0].Value}-{cmdlet.ConstructorArguments[1].Value}";
        SupportsShouldProcess = cmdlet.NamedArguments.Any(a => a.MemberName == nameof(CmdletAttribute.SupportsShouldProcess) && a.TypedValue.Value is true);
        Operations = [.. type.GetCustomAttributes<OperationAttribute>()];
        string? holder = type.GetCustomAttribute<SamplingHolderAttribute>()?.Name;
        Fields = [.. type.GetProperties().SelectMany(p => p.GetCustomAttributes<FieldAttribute>().Select(f => new CmdletField(p, f, holder)))];
    }

    public static IReadOnlyList<CmdletShape> All { get; } =
    [
        .. typeof(MistralCmdlet).Assembly.GetTypes()
            .Select(t => (Type: t, Cmdlet: t.CustomAttributes.FirstOrDefault(a => a.AttributeType == typeof(CmdletAttribute))))
            .Where(t => t.Cmdlet is not null)
            .Select(t => new CmdletShape(t.Type, t.Cmdlet!))
            .OrderBy(t => t.Name, StringComparer.Ordinal),
    ];

    public Type Type { get; }

    public string Name { get; }

    public bool SupportsShouldProcess { get; }

    public IReadOnlyList<OperationAttribute> Operations { get; }

    public IReadOnlyList<CmdletField> Fields { get; }

    /// <summary>Whether the cmdlet states its operations by attributes.</summary>
    public bool IsDeclarative => typeof(OperationCommand).IsAssignableFrom(Type);

    /// <summary>Whether its objects have properties that the API does not have.</summary>
    public bool MakesObjects => Type.GetMethod("GetObjects", BindingFlags.Instance | BindingFlags.NonPublic)!.DeclaringType != typeof(OperationCommand);

    public override string ToString() => Name;
}

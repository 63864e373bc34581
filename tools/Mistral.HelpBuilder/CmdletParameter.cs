using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Reflection;

namespace Mistral.HelpBuilder;

/// <summary>A parameter as its property declares it, before parameter sets are known.</summary>
internal sealed class CmdletParameter
{
    private readonly IReadOnlyList<CustomAttributeData> _attributes = [];
    private readonly Type _type;

    private CmdletParameter(PropertyInfo property)
    {
        Property = property;
        Name = property.Name;
        _type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        _attributes = [.. property.GetCustomAttributesData()];
        Aliases = [.. Attributes<AliasAttribute>().SelectMany(Arguments).Select(Text)];
        Uses = [.. Attributes<ParameterAttribute>().Select(ReadUse)];
    }

    private CmdletParameter(string name, Type type, params string[] aliases)
    {
        Name = name;
        _type = type;
        Aliases = aliases;
        Uses = [new ParameterUse(null, IsMandatory: false, Position: null, ByValue: false, ByPropertyName: false)];
    }

    public string Name { get; }

    /// <summary>The property; null for parameters that PowerShell adds.</summary>
    public PropertyInfo? Property { get; }

    public string TypeName => _type.Name;

    /// <summary>The full type name of one pipeline item. The pipeline enumerates arrays.</summary>
    public string ElementTypeName => (_type.IsArray ? _type.GetElementType()! : _type).FullName!;

    public IReadOnlyList<string> Aliases { get; }

    public IReadOnlyList<ParameterUse> Uses { get; }

    public bool AcceptsWildcards => Attributes<SupportsWildcardsAttribute>().Any();

    public IReadOnlyList<string> Values => _type.IsEnum
        ? Enum.GetNames(_type)
        : [.. Attributes<ValidateSetAttribute>().SelectMany(Arguments).Select(Text)];

    public IReadOnlyList<ParameterLimit> Limits =>
    [
        .. Attributes<ValidateRangeAttribute>().Select(a => new ParameterLimit("Accepted range", Range(a))),
        .. Attributes<ValidateLengthAttribute>().Select(a => new ParameterLimit("Accepted length", Range(a))),
        .. Attributes<ValidateCountAttribute>().Select(a => new ParameterLimit("Accepted count", Range(a))),
        .. Attributes<ValidatePatternAttribute>().Select(a => new ParameterLimit("Accepted pattern", Text(a.ConstructorArguments[0].Value))),
    ];

    /// <summary>Gets the parameters that a cmdlet declares, those of the most derived class first, as PowerShell lists them.</summary>
    public static IEnumerable<CmdletParameter> Of(Type cmdlet) => cmdlet.GetProperties()
        .Where(property => property.GetCustomAttributesData().Any(a => a.AttributeType == typeof(ParameterAttribute)))
        .OrderByDescending(property => Depth(property.DeclaringType!))
        .ThenBy(property => property.MetadataToken)
        .Select(property => new CmdletParameter(property));

    /// <summary>Gets the parameters that PowerShell adds to a cmdlet.</summary>
    public static IEnumerable<CmdletParameter> OfPowerShell(bool shouldProcess, bool paging) =>
    [
        .. shouldProcess
            ? (CmdletParameter[])[new("WhatIf", typeof(SwitchParameter), "wi"), new("Confirm", typeof(SwitchParameter), "cf")]
            : [],
        .. paging
            ? (CmdletParameter[])[new("IncludeTotalCount", typeof(SwitchParameter)), new("Skip", typeof(ulong)), new("First", typeof(ulong))]
            : [],
    ];

    /// <summary>Gets the use of the parameter in a parameter set; null if the set doesn't have it.</summary>
    public ParameterUse? UseIn(string setName) =>
        Uses.FirstOrDefault(use => string.Equals(use.SetName, setName, StringComparison.OrdinalIgnoreCase))
        ?? Uses.FirstOrDefault(use => use.SetName is null);

    private static int Depth(Type type) => type.BaseType is { } parent ? 1 + Depth(parent) : 0;

    private static ParameterUse ReadUse(CustomAttributeData attribute)
    {
        Dictionary<string, object?> named = attribute.NamedArguments.ToDictionary(a => a.MemberName, a => a.TypedValue.Value);
        bool IsSet(string name) => named.GetValueOrDefault(name) is true;
        return new ParameterUse(
            named.GetValueOrDefault(nameof(ParameterAttribute.ParameterSetName)) as string,
            IsSet(nameof(ParameterAttribute.Mandatory)),
            named.GetValueOrDefault(nameof(ParameterAttribute.Position)) is int and >= 0 and int position ? position : null,
            IsSet(nameof(ParameterAttribute.ValueFromPipeline)),
            IsSet(nameof(ParameterAttribute.ValueFromPipelineByPropertyName)));
    }

    private static IEnumerable<object?> Arguments(CustomAttributeData attribute) => attribute.ConstructorArguments
        .SelectMany(argument => argument.Value is IEnumerable<CustomAttributeTypedArgument> many ? many : [argument])
        .Select(argument => argument.Value);

    // As a double, 0.000001 would be written with an exponent.
    private static string Text(object? value) =>
        Convert.ToString(value is double and > -1e15 and < 1e15 and double number ? (decimal)number : value, CultureInfo.InvariantCulture) ?? string.Empty;

    private static string Range(CustomAttributeData attribute)
    {
        object? least = attribute.ConstructorArguments[0].Value;
        object? most = attribute.ConstructorArguments[1].Value;
        return most is int.MaxValue or long.MaxValue or double.MaxValue ? $"{Text(least)} or more" : $"{Text(least)} to {Text(most)}";
    }

    private IEnumerable<CustomAttributeData> Attributes<T>() => _attributes.Where(a => a.AttributeType == typeof(T));
}

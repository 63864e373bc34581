using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Operations;

namespace Mistral.Conformance.Tests;

/// <summary>A parameter that stands for a field of the API.</summary>
internal sealed class CmdletField
{
    private readonly PropertyInfo _property;

    public CmdletField(PropertyInfo property, FieldAttribute field, string? samplingHolder)
    {
        _property = property;
        Field = field;
        Name = field is BodyAttribute { IsSampling: true } && samplingHolder is not null ? $"{samplingHolder}.{field.Name}" : field.Name;
        ValueType = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
    }

    public FieldAttribute Field { get; }

    /// <summary>The field's name, with that of the object that holds it.</summary>
    public string Name { get; }

    public string ParameterName => _property.Name;

    public Type ValueType { get; }

    public bool IsMandatory => _property.CustomAttributes
        .Where(a => a.AttributeType == typeof(ParameterAttribute))
        .All(a => a.NamedArguments.Any(n => n.MemberName == nameof(ParameterAttribute.Mandatory) && n.TypedValue.Value is true));

    /// <summary>Whether the parameter accepts null.</summary>
    public bool IsClearable => _property.CustomAttributes.Any(a => a.AttributeType == typeof(AllowNullStringAttribute));

    /// <summary>The values that PowerShell accepts; empty if it accepts all.</summary>
    public IReadOnlyList<string> Values =>
        _property.CustomAttributes.FirstOrDefault(a => a.AttributeType == typeof(ValidateSetAttribute)) is { } set
            ? [.. ((IEnumerable<CustomAttributeTypedArgument>)set.ConstructorArguments[0].Value!).Select(a => (string)a.Value!)]
            : [];

    /// <summary>The limits that PowerShell validates, or null.</summary>
    public (double Minimum, double Maximum)? Range =>
        _property.CustomAttributes.FirstOrDefault(a => a.AttributeType == typeof(ValidateRangeAttribute)) is { ConstructorArguments: { Count: 2 } limits }
            ? (ToDouble(limits[0]), ToDouble(limits[1]))
            : null;

    /// <summary>Whether the type of the parameter matches the schema.</summary>
    public bool Fits(ApiSchema schema) => schema.Alternatives.Any(a => Fits(SentType, a));

    /// <summary>The type of one value in the request.</summary>
    private Type SentType => Field switch
    {
        { Separator: not null } or { DateFormat: not null } => typeof(string),
        BodyAttribute { IsEach: true } => ValueType.GetElementType()!,

        // Each of several ids in a path has a request of its own.
        PathAttribute when ValueType.IsArray => ValueType.GetElementType()!,

        // Of several names none is sent.
        QueryAttribute { IsPattern: true } when ValueType.IsArray => ValueType.GetElementType()!,
        _ => ValueType,
    };

    private static bool Fits(Type type, ApiSchema schema) => schema.Type switch
    {
        "string" => IsText(type, schema),
        "integer" => type == typeof(int) || type == typeof(long) || type.IsEnum || IsTime(type),
        "number" => type == typeof(double) || type == typeof(decimal) || type == typeof(int) || type == typeof(long),
        "boolean" => type == typeof(SwitchParameter) || type == typeof(bool),
        "array" => type.IsArray && (schema.Items is not { } items || items.Alternatives.Any(a => Fits(type.GetElementType()!, a))),
        "object" => typeof(IDictionary).IsAssignableFrom(type) || type == typeof(PSObject) || type == typeof(object),
        _ => true,
    };

    private static bool IsText(Type type, ApiSchema schema)
    {
        if (type.IsEnum)
        {
            IEnumerable<string> names = Enum.GetNames(type).Select(n => n.ToUpperInvariant());
            return names.ToHashSet().SetEquals(schema.Values.Select(v => v.Replace("_", string.Empty, StringComparison.Ordinal).ToUpperInvariant()));
        }

        return type == typeof(string) || type == typeof(Guid) || type == typeof(Uri) || (IsTime(type) && schema.Format is "date" or "date-time");
    }

    private static bool IsTime(Type type) => type == typeof(DateTime) || type == typeof(DateTimeOffset);

    private static double ToDouble(CustomAttributeTypedArgument argument) =>
        Convert.ToDouble(argument.Value is CustomAttributeTypedArgument inner ? inner.Value : argument.Value, CultureInfo.InvariantCulture);
}

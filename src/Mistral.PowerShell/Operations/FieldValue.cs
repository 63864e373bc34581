using System;
using System.Collections;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Operations;

/// <summary>The value of a parameter in the form in which its field takes it.</summary>
internal static class FieldValue
{
    public static object? Of(PropertyInfo property, FieldAttribute field, object? value) => value switch
    {
        DateTimeOffset time when field.IsUnixTime => time.ToUnixTimeSeconds(),
        IFormattable time when field.DateFormat is not null => time.ToString(field.DateFormat, CultureInfo.InvariantCulture),
        IEnumerable many when field.Separator is not null => string.Join(field.Separator, many.Cast<object?>().Select(InvariantFormatter.Of)),
        _ => Spell(property, value),
    };

    /// <summary>Writes texts of a fixed set as the API does, because its values are case-sensitive, and PowerShell's are not.</summary>
    public static object? Spell(PropertyInfo property, object? value) => value switch
    {
        string text => GetSpelling(property, text),
        string[] texts => texts.Select(t => GetSpelling(property, t)).ToArray(),
        _ => value,
    };

    private static string GetSpelling(PropertyInfo property, string value) =>
        property.GetCustomAttribute<ValidateSetAttribute>()?.ValidValues.FirstOrDefault(v => string.Equals(v, value, StringComparison.OrdinalIgnoreCase)) ?? value;
}

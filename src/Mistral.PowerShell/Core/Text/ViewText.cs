using System;
using System.Collections;
using System.ComponentModel;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using Mistral.Client.Errors;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell;

/// <summary>The functions of the module's views. They never fail, whatever values a server sent.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ViewText
{
    private const string FullTime = "yyyy-MM-dd HH:mm:ss zzz";

    /// <summary>Formats any value as text without control characters; a list as the texts of its items.</summary>
    /// <param name="value">The value.</param>
    public static object? Clean(object? value) => PSValue.Unwrap(value) switch
    {
        null => null,
        string text => DisplayText.Clean(text),
        DateTime or DateTimeOffset => Date(value, FullTime),
        IEnumerable items and not IDictionary => items.Cast<object?>().Select(item => Clean(item) as string ?? string.Empty).ToArray(),
        _ => DisplayText.Clean(LanguagePrimitives.ConvertTo<string>(value)),
    };

    /// <summary>Shows a date in a form that is the same in every culture.</summary>
    /// <param name="value">The value. A value that isn't a date is not changed.</param>
    /// <param name="format">The format.</param>
    public static object? Date(object? value, string format) => PSValue.Unwrap(value) switch
    {
        DateTime time => time.ToString(format, CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString(format, CultureInfo.InvariantCulture),
        _ => Clean(value),
    };

    /// <summary>Shows a date in the time zone of this machine.</summary>
    /// <param name="value">The value. A value that isn't a date is not changed.</param>
    /// <param name="format">The format.</param>
    public static object? LocalDate(object? value, string format) =>
        Date(PSValue.Unwrap(value) is DateTimeOffset time ? time.ToLocalTime() : value, format);

    /// <summary>Shows a number in a unit.</summary>
    /// <param name="value">The value. A value that isn't a number is not changed.</param>
    /// <param name="format">The format.</param>
    /// <param name="unit">The divisor.</param>
    public static object? Number(object? value, string format, double unit = 1) => PSValue.Unwrap(value) switch
    {
        decimal number when unit == 1 => number.ToString(format, CultureInfo.CurrentCulture),
        byte or int or long or float or double or decimal => (Convert.ToDouble(PSValue.Unwrap(value), CultureInfo.InvariantCulture) / unit).ToString(format, CultureInfo.CurrentCulture),
        _ => Clean(value),
    };

    /// <summary>Formats all properties of an object, one on each line.</summary>
    /// <param name="value">The object.</param>
    public static string List(object value)
    {
        (string Name, string Text)[] shown = [.. PSObject.AsPSObject(value).Properties.Select(p => (DisplayText.Clean(p.Name), GetText(p)))];
        int width = shown.Select(s => s.Name.Length).DefaultIfEmpty().Max();
        return string.Join("\n", shown.Select(s => $"{s.Name.PadRight(width)} : {s.Text}"));
    }

    private static string GetText(PSPropertyInfo property)
    {
        try
        {
            return Clean(property.Value) switch
            {
                string[] texts => $"{{{string.Join(", ", texts)}}}",
                object text => text.ToString()!,
                null => string.Empty,
            };
        }
        catch (GetValueException)
        {
            // A property that a user added may fail.
            return string.Empty;
        }
    }
}

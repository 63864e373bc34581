using System;
using System.Globalization;
using System.Management.Automation;

namespace Mistral.PowerShell.Core.Text;

/// <summary>Formats the value of a parameter as the API expects it in a path or query.</summary>
internal static class InvariantFormatter
{
    public static string Of(object? value) => PSValue.Unwrap(value) switch
    {
        null => string.Empty,
        string text => text,
        bool flag => flag ? "true" : "false",
        SwitchParameter flag => flag ? "true" : "false",
        DateTime time => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
#if NET
        DateOnly day => day.ToString("O", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("O", CultureInfo.InvariantCulture),
#endif
        Uri address => address.OriginalString,
        IFormattable number => number.ToString(format: null, CultureInfo.InvariantCulture),
        object other => other.ToString() ?? string.Empty,
    };
}

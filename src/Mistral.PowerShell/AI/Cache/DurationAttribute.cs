using System;
using System.Globalization;
using System.Management.Automation;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.AI.Cache;

/// <summary>Reads a number as seconds. PowerShell itself would read the number 60 as ticks, and the text '60' as days.</summary>
internal sealed class DurationAttribute : ArgumentTransformationAttribute
{
    // A longer time is a mistake.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(3650);

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? plain = PSValue.Unwrap(inputData);
        TimeSpan? duration = plain switch
        {
            TimeSpan given => given,
            string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => FromSeconds(number),
            string text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan given) => given,
            sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal => FromSeconds(Convert.ToDouble(plain, CultureInfo.InvariantCulture)),
            _ => null,
        };
        return duration is { } valid && valid > TimeSpan.Zero && valid <= s_longest
            ? valid
            : throw new ArgumentTransformationMetadataException($"'{inputData}' isn't a valid duration. Expected a number of seconds, or a time such as '12:00:00' (12 hours), '7.00:00:00' (7 days) or (New-TimeSpan -Days 7).");
    }

    private static TimeSpan? FromSeconds(double seconds) => seconds > 0 && seconds <= s_longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
}

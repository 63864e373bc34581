using System;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Core.Cmdlets;

/// <summary>Takes a number as seconds. PowerShell would take 5 as 5 ticks, and the text '5' as 5 days.</summary>
internal class SecondsAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => PSValue.Unwrap(inputData) switch
    {
        _ when IsMisread(inputData) => throw new ArgumentTransformationMetadataException($"'{inputData}' isn't a valid time. Expected a number of seconds, or a time such as '00:05:00' (5 minutes)."),
        object[] several => several.Select(one => Transform(engineIntrinsics, one)).ToArray(),
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) => Create(seconds),
        ValueType number and (int or long or double or float or decimal or short or byte or uint or ulong or ushort or sbyte) => Create(Convert.ToDouble(number, CultureInfo.InvariantCulture)),
        _ => inputData,
    };

    // PowerShell reads 7d, typed as an argument, as the decimal number 7, and 7l or 7y as other types of numbers.
    private protected static bool IsMisread(object? input) =>
        input is PSObject { BaseObject: IConvertible and not string } && input.ToString() is { Length: > 1 } typed && char.IsLetter(typed[typed.Length - 1]);

    private static TimeSpan Create(double seconds)
    {
        try
        {
            return TimeSpan.FromTicks(checked((long)Math.Round(seconds * TimeSpan.TicksPerSecond)));
        }
        catch (OverflowException e)
        {
            throw new ArgumentTransformationMetadataException($"{seconds.ToString(CultureInfo.InvariantCulture)} seconds are more than a time span can be.", e);
        }
    }
}

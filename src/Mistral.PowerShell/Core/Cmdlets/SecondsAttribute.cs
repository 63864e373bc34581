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
        object[] several => several.Select(one => Transform(engineIntrinsics, one)).ToArray(),
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) => Create(seconds),
        ValueType number and (int or long or double or float or decimal or short or byte or uint or ulong or ushort or sbyte) => Create(Convert.ToDouble(number, CultureInfo.InvariantCulture)),
        _ => inputData,
    };

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

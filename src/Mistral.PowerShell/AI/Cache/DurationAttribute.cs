using System;
using System.Globalization;
using System.Management.Automation;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.AI.Cache;

/// <summary>Takes a number as seconds, and accepts only times from more than zero to ten years.</summary>
internal sealed class DurationAttribute : SecondsAttribute
{
    // A longer time is a mistake.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(3650);

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        TimeSpan? duration = IsMisread(inputData) ? null : PSValue.Unwrap(base.Transform(engineIntrinsics, inputData)) switch
        {
            TimeSpan given => given,
            string text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan given) => given,
            _ => null,
        };
        return duration is { } valid && valid > TimeSpan.Zero && valid <= s_longest
            ? valid
            : throw new ArgumentTransformationMetadataException($"'{inputData}' isn't a valid duration. Expected a number of seconds, or a time such as '12:00:00' (12 hours), '7.00:00:00' (7 days) or (New-TimeSpan -Days 7).");
    }
}

using System;
using Mistral.Client;

namespace Mistral.PowerShell.Features.Observability.Traces;

/// <summary>The period that <c>-After</c> and <c>-Before</c> select.</summary>
internal static class TelemetryPeriod
{
    /// <summary>Checks the order of the times.</summary>
    /// <exception cref="MistralApiException">The period ends before it begins.</exception>
    public static void Check(DateTimeOffset? after, DateTimeOffset? before)
    {
        if (after >= before)
        {
            throw MistralApiException.InvalidArgument($"-After ({after:yyyy-MM-dd HH:mm:ss zzz}) must be earlier than -Before ({before:yyyy-MM-dd HH:mm:ss zzz}).");
        }
    }
}

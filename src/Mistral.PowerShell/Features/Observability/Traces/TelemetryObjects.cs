using System;
using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Observability.Traces;

/// <summary>Creates the objects of traces, spans, evaluations and logs.</summary>
internal static class TelemetryObjects
{
    private const string Duration = "Duration";

    // TimeSpan counts in units of 100 nanoseconds.
    private const long NanosecondsPerTick = 100;

    /// <summary>Creates an object. A trace and a span get their duration as a TimeSpan as well.</summary>
    public static PSObject Read(JsonElement json, OperationAttribute operation)
    {
        PSObject item = (PSObject)operation.Resource!.Read(json)!;
        if (item.Properties[Duration] is not null && item.Properties["DurationNs"]?.Value is long nanoseconds)
        {
            JsonObjects.Set(item, Duration, TimeSpan.FromTicks(nanoseconds / NanosecondsPerTick));
        }

        return item;
    }
}

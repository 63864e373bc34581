namespace Mistral.PowerShell;

/// <summary>A kind of telemetry that has fields.</summary>
public enum TelemetrySource
{
    /// <summary>Traces.</summary>
    Trace,

    /// <summary>Spans of traces.</summary>
    Span,

    /// <summary>Evaluations of spans.</summary>
    SpanEvaluation,

    /// <summary>Entries of logs.</summary>
    Log,
}

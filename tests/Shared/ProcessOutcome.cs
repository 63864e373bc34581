using System;
using System.Linq;

namespace Mistral.Testing;

/// <param name="ExitCode">Null when the process was stopped.</param>
/// <param name="Output">Both output streams in the order they came.</param>
internal sealed record ProcessOutcome(bool TimedOut, int? ExitCode, string Output, TimeSpan Elapsed)
{
    /// <summary>The last output, or how the process ended if it had no output.</summary>
    public string LastLine =>
        Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault()
        ?? (TimedOut ? "no answer in time" : $"exit code {ExitCode}");
}

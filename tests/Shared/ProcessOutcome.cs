using System;

namespace Mistral.Testing;

/// <param name="ExitCode">Null when the process was stopped.</param>
/// <param name="Output">Both output streams in the order they came.</param>
internal sealed record ProcessOutcome(bool TimedOut, int? ExitCode, string Output, TimeSpan Elapsed);

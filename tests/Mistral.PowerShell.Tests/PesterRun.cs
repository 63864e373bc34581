using Mistral.Testing;

namespace Mistral.PowerShell.Tests;

/// <param name="Report">Null when the process ended before it could write one.</param>
internal sealed record PesterRun(ProcessOutcome Outcome, PesterReport? Report);

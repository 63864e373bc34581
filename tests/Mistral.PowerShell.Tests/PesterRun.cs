using Mistral.Testing;

namespace Mistral.PowerShell.Tests;

/// <summary>One file, as it ran in a process that may have run others too.</summary>
/// <param name="Outcome">How the process ended, with its output as far as it is about this file.</param>
/// <param name="Report">Null when the process ended before it could write one.</param>
internal sealed record PesterRun(ProcessOutcome Outcome, PesterReport? Report);

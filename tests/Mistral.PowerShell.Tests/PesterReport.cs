using System.Collections.Generic;

namespace Mistral.PowerShell.Tests;

/// <summary>What Support/Invoke-PesterFiles.ps1 writes of one file.</summary>
/// <param name="Result">Pester's word for the whole file, such as Passed.</param>
/// <param name="ProcessorSeconds">Of the process while it was at this file, and of the processes that the file started.</param>
/// <param name="Failures">Tests, and also blocks and the file itself where their set-up or discovery failed.</param>
/// <param name="Skips">The location of a skip is the module that can't be had, or empty.</param>
/// <param name="Slowest">At most ten tests that took a second or longer, with their time as the message.</param>
internal sealed record PesterReport(
    string Result,
    int Passed,
    int Failed,
    int Skipped,
    double Seconds,
    double ProcessorSeconds,
    IReadOnlyList<PesterItem> Failures,
    IReadOnlyList<PesterItem> Skips,
    IReadOnlyList<PesterItem> Slowest);

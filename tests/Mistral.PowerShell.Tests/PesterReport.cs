using System.Collections.Generic;

namespace Mistral.PowerShell.Tests;

/// <summary>What Support/Invoke-PesterFile.ps1 writes.</summary>
/// <param name="Result">Pester's word for the whole file, such as Passed.</param>
/// <param name="Failures">Tests, and also blocks and the file itself where their set-up or discovery failed.</param>
internal sealed record PesterReport(
    string Result,
    int Passed,
    int Failed,
    int Skipped,
    IReadOnlyList<PesterItem> Failures,
    IReadOnlyList<PesterItem> Skips);

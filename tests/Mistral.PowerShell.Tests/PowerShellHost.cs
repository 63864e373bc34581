using System.Collections.Generic;

namespace Mistral.PowerShell.Tests;

/// <summary>A PowerShell that can run Pester.</summary>
/// <param name="LeadingArguments">What comes before PowerShell's own arguments, such as its dll when dotnet starts it.</param>
/// <param name="ModulePath">Where the user's modules are; a test's own home hides those.</param>
internal sealed record PowerShellHost(
    string FileName,
    IReadOnlyList<string> LeadingArguments,
    string Description,
    string PesterPath,
    string ModulePath);

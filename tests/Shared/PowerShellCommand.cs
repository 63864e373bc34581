using System;
using System.Collections.Generic;

namespace Mistral.Testing;

/// <summary>A PowerShell that was started once to see that it runs.</summary>
/// <param name="LeadingArguments">The arguments before PowerShell's own, such as <c>pwsh.dll</c> where <c>dotnet</c> starts it.</param>
/// <param name="Description">The edition, the version and where it was found, for people.</param>
internal sealed record PowerShellCommand(
    string FileName,
    IReadOnlyList<string> LeadingArguments,
    Version Version,
    string Description);

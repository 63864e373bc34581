using System.Collections.Generic;
using Mistral.Testing;

namespace Mistral.PowerShell.Tests;

/// <summary>A PowerShell that can run Pester.</summary>
/// <param name="ModulePath">Where the user's modules are, which the home of a test hides.</param>
/// <param name="Missing">Modules that can't be had. The tests that need one of them are skipped.</param>
internal sealed record PowerShellHost(PowerShellCommand Shell, string PesterPath, string ModulePath, IReadOnlyList<string> Missing);

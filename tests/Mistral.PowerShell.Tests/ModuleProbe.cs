using System.Collections.Generic;

namespace Mistral.PowerShell.Tests;

/// <summary>What Support/Find-Module.ps1 writes.</summary>
/// <param name="Modules">The path of each module that was found.</param>
internal sealed record ModuleProbe(string ModulePath, IReadOnlyDictionary<string, string> Modules);

namespace Mistral.PowerShell.Tests;

/// <summary>What Support/Find-Pester.ps1 writes.</summary>
/// <param name="PesterPath">Null where there is no Pester 5.</param>
internal sealed record PowerShellProbe(string Version, string Edition, string Home, string ModulePath, string? PesterPath);

namespace Mistral.PowerShell.Tests;

/// <param name="Reason">Why there is no host.</param>
internal sealed record PowerShellSearchResult(PowerShellHost? Host, string? Reason);

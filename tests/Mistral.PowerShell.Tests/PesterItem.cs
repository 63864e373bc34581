namespace Mistral.PowerShell.Tests;

/// <param name="Message">The error, or the reason for a skip.</param>
internal sealed record PesterItem(string Name, string Message, string Location);

using System.Management.Automation;

namespace Mistral.PowerShell;

/// <summary>The script of -ApiKeyScript returned no API key. The error record contains the reason and a recommended action.</summary>
#pragma warning disable CA1032 // Only this class creates it, always with the parts of its record.
public sealed class KeyScriptException : ErrorRecordException
#pragma warning restore CA1032
{
    private KeyScriptException(ErrorCategory category, string message, string hint)
        : base("MistralKeyScriptFailed", category, target: null, message, hint)
    {
    }

    internal static KeyScriptException Failed(string reason) => new(
        ErrorCategory.ResourceUnavailable,
        $"The script of -ApiKeyScript failed: {reason}",
        "Run the script by itself to see the error. A program that needs a login, such as az or op, may need another one.");

    internal static KeyScriptException InvalidOutput(string output) => new(
        ErrorCategory.InvalidResult,
        $"The script of -ApiKeyScript returned {output}. Expected one API key.",
        "Return the key as the only output: a string, a SecureString, a PSCredential, or an object with Token and ExpiresOn. For example: { az account get-access-token --query accessToken --output tsv }.");

    internal static KeyScriptException Reentered() => new(
        ErrorCategory.DeadlockDetected,
        "The script of -ApiKeyScript sent a request with the connection that waits for its key.",
        "Use another connection in the script, with -Connection.");

    internal static KeyScriptException ContainsKey() => new(
        ErrorCategory.SecurityError,
        "The script of -ApiKeyScript contains the API key as text, so it isn't saved.",
        "Read the key from another place in the script, or store it in a vault: Connect-Mistral -ApiKey (Read-Host -AsSecureString) -Name <name> -Save.");
}

using System.Management.Automation;
using System.Text.Json;
using Mistral.Client.Errors;
using Mistral.Client.Json;

namespace Mistral.PowerShell;

/// <summary>Saved connections can't be read or written, with the error record that says why and what to do.</summary>
#pragma warning disable CA1032 // It is made here alone, always with its record's parts.
public sealed class SavedConnectionException : ErrorRecordException
#pragma warning restore CA1032
{
    private SavedConnectionException(string id, ErrorCategory category, object? target, string message, string hint)
        : base(id, category, target, message, hint)
    {
    }

    internal static SavedConnectionException NotFound(string name) => new(
        "MistralSavedConnectionNotFound",
        ErrorCategory.ObjectNotFound,
        name,
        $"There is no saved connection named '{name}'.",
        "Get-MistralConnection -ListAvailable lists them; Connect-Mistral -Name <name> -Save makes one.");

    internal static SavedConnectionException Damaged(string path, string reason) => new(
        "MistralSavedConnectionsDamaged",
        ErrorCategory.InvalidData,
        path,
        $"The file of saved connections can't be read: {reason}",
        $"Mend or remove '{path}'. It holds no key, and it is not written to until then.");

    internal static SavedConnectionException NotJson(string path, JsonException mistake) =>
        Damaged(path, $"it isn't valid JSON, or a value in it isn't of the expected type{JsonPlace.Of(mistake)}.");

    internal static SavedConnectionException Unsafe(string path, string reason, string command) => new(
        "MistralSavedConnectionsUnsafe",
        ErrorCategory.SecurityError,
        path,
        $"The file '{path}' is not used: {reason}, and it decides to which servers your keys are sent.",
        $"Check what is in it, then run: {command}");

    internal static SavedConnectionException Invalid(string name, string path, string reason) => new(
        "MistralSavedConnectionsDamaged",
        ErrorCategory.InvalidData,
        path,
        $"The saved connection '{name}' isn't valid: {reason}",
        $"Correct it in '{path}', or remove it with Remove-MistralConnection and save it again.");

    internal static SavedConnectionException Locked(string path) => new(
        "MistralSavedConnectionsLocked",
        ErrorCategory.ResourceBusy,
        path,
        $"Another process has been writing '{System.IO.Path.GetFileName(path)}' for too long.",
        $"Try again; if it stays, see which process holds '{path}.lock'.");

    internal static SavedConnectionException NoFolder(string? reason = null) => new(
        "MistralNoSettingsFolder",
        ErrorCategory.ObjectNotFound,
        target: null,
        $"This user has no folder for settings, as service accounts without a profile do not.{(reason is null ? string.Empty : $" {Sentences.End(reason)}")}",
        "Connect with -SecretName, -ApiKey or MISTRAL_API_KEY, which need no saved connection; or set HOME (APPDATA on Windows).");
}

using System.Management.Automation;
using System.Text.Json;
using Mistral.Client.Errors;
using Mistral.Client.Json;

namespace Mistral.PowerShell;

/// <summary>Saved connections can't be read or written. The error record contains the reason and a recommended action.</summary>
#pragma warning disable CA1032 // Only this class creates it, always with the parts of its record.
public sealed class SavedConnectionException : ErrorRecordException
#pragma warning restore CA1032
{
    private SavedConnectionException(string id, ErrorCategory category, object? target, string message, string hint)
        : base(id, category, target, message, hint)
    {
    }

    /// <summary>Whether another process holds the lock of the file.</summary>
    internal bool IsLocked { get; private init; }

    /// <summary>Why the file can't be used, for errors of other files; otherwise the message.</summary>
    internal string Reason { get => field ?? Message; private init; }

    internal static SavedConnectionException NotFound(string name) => new(
        "MistralSavedConnectionNotFound",
        ErrorCategory.ObjectNotFound,
        name,
        $"The saved connection '{name}' was not found.",
        "Get-MistralConnection -ListAvailable lists the saved connections. Connect-Mistral -Name <name> -Save creates one.");

    internal static SavedConnectionException Damaged(string path, string reason) => new(
        "MistralSavedConnectionsDamaged",
        ErrorCategory.InvalidData,
        path,
        $"The file of saved connections can't be read: {reason}",
        $"Repair or remove '{path}'. It contains no keys. The module doesn't write to the file until then.")
    {
        Reason = reason,
    };

    internal static SavedConnectionException NotJson(string path, JsonException mistake) =>
        Damaged(path, $"it isn't valid JSON, or a value in it isn't of the expected type{JsonPlace.Of(mistake)}.");

    internal static SavedConnectionException Unsafe(string path, string reason, string command) => new(
        "MistralSavedConnectionsUnsafe",
        ErrorCategory.SecurityError,
        path,
        $"The file '{path}' isn't used, because {reason}. It determines to which servers your keys are sent.",
        $"Check the content of the file, then run: {command}")
    {
        Reason = $"{reason}. Check its content, then run: {command}",
    };

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
        $"Try again. If the error persists, check which process has opened '{path}.lock'.")
    {
        IsLocked = true,
    };

    internal static SavedConnectionException NoFolder(string? reason = null) => new(
        "MistralNoSettingsFolder",
        ErrorCategory.ObjectNotFound,
        target: null,
        $"This user has no folder for settings. Service accounts without a profile have none.{(reason is null ? string.Empty : $" {Sentences.End(reason)}")}",
        "Connect with -SecretName, -ApiKey or MISTRAL_API_KEY, which need no saved connection. Or set HOME (APPDATA on Windows).");
}

using System.Management.Automation;
using Mistral.Client.Errors;

namespace Mistral.PowerShell;

/// <summary>A rotation did not come to its end, with the error record that says what holds now and what is left to do.</summary>
#pragma warning disable CA1032 // It is made here alone, always with its record's parts.
public sealed class RotationException : ErrorRecordException
#pragma warning restore CA1032
{
    private RotationException(string id, ErrorCategory category, string connection, string message, string hint)
        : base(id, category, connection, message, hint)
    {
    }

    internal static RotationException RolledBack(string connection, string reason) => new(
        "MistralRotationFailed",
        ErrorCategory.OperationStopped,
        connection,
        $"The key of '{connection}' was not rotated: {Sentences.Join(reason, "The old key works as before, and no new one is left.")}",
        "Mend what the message names and run Update-MistralApiKey again.");

    internal static RotationException Unfinished(string connection, string reason, string left) => new(
        "MistralRotationUnfinished",
        ErrorCategory.OperationStopped,
        connection,
        $"The rotation of '{connection}' stopped: {Sentences.Join(reason, left)}",
        "Run Update-MistralApiKey for the connection again: it goes on from there.");

    internal static RotationException Pending(string connection) => new(
        "MistralRotationPending",
        ErrorCategory.ResourceBusy,
        connection,
        $"The rotation of '{connection}' is not at its end: a key of it is still to be revoked.",
        "Finish it with Update-MistralApiKey, then remove the connection; or remove it with -Force, and revoke with Remove-MistralApiKey what is left.");

    internal static RotationException NotConfirmed(string connection) => new(
        "MistralRotationNotConfirmed",
        ErrorCategory.OperationStopped,
        connection,
        $"The key of '{connection}' was not rotated: the old key would be revoked, and this session can't ask for confirmation.",
        "Run the command with -Force or -Confirm:$false to rotate without confirmation.");

    internal static RotationException Changed(string connection) => new(
        "MistralRotationFailed",
        ErrorCategory.ResourceBusy,
        connection,
        $"The key of '{connection}' was not rotated: the saved connection was changed while this command waited for confirmation.",
        "Run Update-MistralApiKey again to rotate the key that the connection has now.");

    internal static RotationException NoVaultKey(string connection) => new(
        "MistralRotationNeedsVault",
        ErrorCategory.InvalidOperation,
        connection,
        $"The connection '{connection}' keeps no key in a vault, so no key can be rotated.",
        "Save it with its key: Connect-Mistral -Name <name> -ApiKey <key> -Save.");

    internal static RotationException UnknownOwner(string connection) => new(
        "MistralRotationOwnerUnknown",
        ErrorCategory.ObjectNotFound,
        connection,
        $"Neither the server nor the saved connection '{connection}' tells which workspace and user its key belongs to.",
        "Save the connection again with a key that works, or make a key with New-MistralApiKey -WorkspaceId -UserId -SecretName.");
}

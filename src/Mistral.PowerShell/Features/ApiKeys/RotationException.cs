using System.Management.Automation;
using Mistral.Client.Errors;

namespace Mistral.PowerShell;

/// <summary>A key rotation failed or is incomplete. The error record contains the current state and a recommended action.</summary>
#pragma warning disable CA1032 // Only this class creates it, always with the parts of its record.
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
        $"The key of '{connection}' was not rotated: {Sentences.Join(reason, "The old key still works, and no new key remains.")}",
        "Correct the problem and run Update-MistralApiKey again.");

    internal static RotationException Unfinished(string connection, string reason, string left) => new(
        "MistralRotationUnfinished",
        ErrorCategory.OperationStopped,
        connection,
        $"The rotation of '{connection}' stopped: {Sentences.Join(reason, left)}",
        "Run Update-MistralApiKey for the connection again to continue the rotation.");

    internal static RotationException Pending(string connection) => new(
        "MistralRotationPending",
        ErrorCategory.ResourceBusy,
        connection,
        $"The rotation of '{connection}' is incomplete: a key must still be revoked.",
        "Finish the rotation with Update-MistralApiKey, then remove the connection. Or remove the connection with -Force, and revoke the remaining keys with Remove-MistralApiKey.");

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
        $"The connection '{connection}' has no key in a vault, so its key can't be rotated.",
        "Save the connection with its key: Connect-Mistral -Name <name> -ApiKey <key> -Save.");

    internal static RotationException UnknownOwner(string connection) => new(
        "MistralRotationOwnerUnknown",
        ErrorCategory.ObjectNotFound,
        connection,
        $"The workspace and the user of the key of '{connection}' are unknown: neither the server nor the saved connection contains them.",
        "Save the connection again with a valid key, or create a key with New-MistralApiKey -WorkspaceId -UserId -SecretName.");
}

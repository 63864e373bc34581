using System.Management.Automation;
using Mistral.PowerShell.Session.Secrets;

namespace Mistral.PowerShell;

/// <summary>A secret can't be read or stored. The error record contains the reason and a recommended action.</summary>
#pragma warning disable CA1032 // Only this class creates it, always with the parts of its record.
public sealed class SecretVaultException : ErrorRecordException
#pragma warning restore CA1032
{
    private SecretVaultException(string id, ErrorCategory category, object? target, string message, string hint)
        : base(id, category, target, message, hint)
    {
    }

    /// <summary>Whether the vault doesn't have the secret.</summary>
    internal bool IsNotFound { get; private init; }

    internal static SecretVaultException NoModule() => new(
        "MistralSecretModuleMissing",
        ErrorCategory.NotInstalled,
        SecretCommand.Module,
        $"The module {SecretCommand.Module} isn't installed, so no vault can be used.",
        $"Install it: Install-Module {SecretCommand.Module}, Microsoft.PowerShell.SecretStore. Or specify the key with -ApiKey, -Credential or MISTRAL_API_KEY.");

    internal static SecretVaultException NoVault() => new(
        "MistralSecretVaultNotFound",
        ErrorCategory.ObjectNotFound,
        target: null,
        "The key can't be stored, because no default secret vault is registered.",
        "Specify a vault with -VaultName, or register one: Register-SecretVault -Name <name> -ModuleName Microsoft.PowerShell.SecretStore -DefaultVault.");

    internal static SecretVaultException NoneRegistered() => new(
        "MistralSecretVaultNotFound",
        ErrorCategory.ObjectNotFound,
        target: null,
        "No secret vault is registered for this user.",
        "Register one: Register-SecretVault -Name <name> -ModuleName Microsoft.PowerShell.SecretStore -DefaultVault. Or specify the key with -ApiKey, -Credential or MISTRAL_API_KEY.");

    internal static SecretVaultException RegistryDamaged(string path) => new(
        "MistralSecretVaultNotFound",
        ErrorCategory.InvalidData,
        path,
        $"The file '{path}', in which SecretManagement registers the vaults, is damaged.",
        "Restore or delete the file, then register the vaults again with Register-SecretVault. The secrets in them are not affected.");

    internal static SecretVaultException NotStored(SecretReference secret) => Failed(secret, "the secret was stored, but the vault returned another one.");

    internal static SecretVaultException Exists(SecretReference secret) => new(
        "MistralSecretExists",
        ErrorCategory.ResourceExists,
        secret.Name,
        $"The {secret} exists already, and no saved connection uses it. It was not overwritten.",
        $"To use the key in it, run Connect-Mistral with -SecretName '{secret.Name}'. Otherwise save the connection under another name, or remove the secret first: Remove-Secret -Name '{secret.Name}'{(secret.Vault is null ? string.Empty : $" -Vault '{secret.Vault}'")}.");

    internal static SecretVaultException NotConfirmed(SecretReference secret) => new(
        "MistralSecretNotConfirmed",
        ErrorCategory.OperationStopped,
        secret.Name,
        $"The {secret} was not created by this module, and this session can't ask whether to remove it. Nothing was removed.",
        "Run the command with -Force or -Confirm:$false to remove the secret as well, or without -IncludeSecret to keep it.");

    internal static SecretVaultException Reentered() => new(
        "MistralSecretVaultFailed",
        ErrorCategory.DeadlockDetected,
        target: null,
        "The script of a vault can't read or write a secret with this module while a command of this module waits for the script.",
        "In the script, connect with -ApiKey or MISTRAL_API_KEY instead of -SecretName or a saved connection.");

    internal static SecretVaultException ReenteredSave() => new(
        "MistralSecretVaultFailed",
        ErrorCategory.DeadlockDetected,
        target: null,
        "The script of a vault can't save, remove or rotate a connection while a command of this module that waits for the script does the same.",
        "In the script, connect with -ApiKey or MISTRAL_API_KEY, without -Save.");

    internal static SecretVaultException VaultNotFound(string vault) => new(
        "MistralSecretVaultNotFound",
        ErrorCategory.ObjectNotFound,
        vault,
        $"The secret vault '{vault}' was not found.",
        "Get-SecretVault lists the vaults; Register-SecretVault adds one.");

    internal static SecretVaultException NotFound(SecretReference secret) => new(
        "MistralSecretNotFound",
        ErrorCategory.ObjectNotFound,
        secret.Name,
        secret.Vault is null ? $"No vault has a secret named '{secret.Name}'." : $"The vault '{secret.Vault}' has no secret named '{secret.Name}'.",
        $"Get-SecretInfo lists the secrets. Store the key with Set-Secret -Name '{secret.Name}' -SecureStringSecret (Read-Host -AsSecureString).")
    {
        IsNotFound = true,
    };

    internal static SecretVaultException CredentialNotFound(SecretReference secret) => new(
        "MistralSecretNotFound",
        ErrorCategory.ObjectNotFound,
        secret.Name,
        $"The {secret}, which must contain a credential of the connection, was not found.",
        StoreCredential(secret))
    {
        IsNotFound = true,
    };

    internal static SecretVaultException NoCredential(SecretReference secret, string reason) => new(
        "MistralSecretWrongType",
        ErrorCategory.InvalidType,
        secret.Name,
        $"The {secret} {reason}. A credential of a connection must be a PSCredential with a user name.",
        StoreCredential(secret));

    internal static SecretVaultException NoEntry(SecretReference secret, string entry) => new(
        "MistralSecretEntryNotFound",
        ErrorCategory.ObjectNotFound,
        secret.Name,
        $"The secret '{secret.Name}' is a table without the entry '{entry}'.",
        "Specify the entry that contains the key with -SecretEntry.");

    internal static SecretVaultException WrongType(SecretReference secret, string type) => new(
        "MistralSecretWrongType",
        ErrorCategory.InvalidType,
        secret.Name,
        $"The secret '{secret.Name}' is a {type}. A key must be a SecureString, a String, a PSCredential or an entry of a Hashtable.",
        $"Store the key with Set-Secret -Name '{secret.Name}' -SecureStringSecret (Read-Host -AsSecureString).");

    private static string StoreCredential(SecretReference secret) =>
        $"Store it again: Set-Secret -Name '{secret.Name}'{(secret.Vault is null ? string.Empty : $" -Vault '{secret.Vault}'")} -Secret (Get-Credential). Or run Connect-Mistral -Name <name> -Save -Proxy <address> -ProxyCredential (Get-Credential).";

    internal static SecretVaultException Locked(SecretReference secret, string reason) => new(
        "MistralSecretVaultLocked",
        ErrorCategory.AuthenticationError,
        secret.Name,
        $"The vault of '{secret.Name}' is locked: {reason}",
        "Unlock it first with Unlock-SecretStore, or with Unlock-SecretVault for other vaults. A non-interactive session can't ask for a password.");

    internal static SecretVaultException Failed(SecretReference secret, string reason) => new(
        "MistralSecretVaultFailed",
        ErrorCategory.ResourceUnavailable,
        secret.Name,
        $"The vault failed for the secret '{secret.Name}': {reason}",
        "Run Test-SecretVault, and Get-Secret with the same name.");
}

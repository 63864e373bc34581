using System;
using System.Management.Automation;
using System.Security;
using System.Threading;
using Mistral.Client;
using Mistral.Client.Authentication;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>Keys and credentials in SecretManagement's vaults. Call it on the pipeline thread only. Ctrl+C at a vault's prompt stops the pipeline and isn't an error of the vault.</summary>
/// <param name="turns">The turns at the vaults.</param>
/// <param name="commands">Runs the commands at the vaults.</param>
internal sealed class SecretVault(VaultTurns turns, VaultCommands commands)
{
    /// <summary>Reads a key.</summary>
    /// <exception cref="SecretVaultException">The key can't be read.</exception>
    public SecureString GetKey(SecretReference secret, CancellationToken cancellationToken) =>
        turns.Share(("key", secret), turn => GetKey(turn, secret, commands.Look), cancellationToken);

    /// <summary>Whether a secret contains a key; false if it can't be read. It isn't retried, because many secrets may be checked.</summary>
    public bool Holds(SecretReference secret, SecureString key, CancellationToken cancellationToken) => turns.Run(
        turn =>
        {
            try
            {
                return SecureStringConverter.AreEqual(key, GetKey(turn, secret, commands.Find));
            }
            catch (Exception e) when (e is SecretVaultException or MistralApiException)
            {
                return false;
            }
        },
        cancellationToken);

    /// <summary>Stores or replaces a key. The metadata need another call, because some vaults lose the key if they can't store metadata.</summary>
    /// <exception cref="SecretVaultException">The key can't be stored.</exception>
    public void SetKey(SecretReference secret, SecureString key, CancellationToken cancellationToken) => Change(
        turn => commands.Change(turn, "Set-Secret", secret, ("SecureStringSecret", key)), secret, cancellationToken);

    /// <summary>Reads the user name and password for a proxy.</summary>
    /// <exception cref="SecretVaultException">The credential can't be read.</exception>
    public PSCredential GetCredential(SecretReference secret, CancellationToken cancellationToken) => turns.Share(
        ("credential", secret),
        turn =>
        {
            commands.CheckVault(turn, secret);
            return commands.Look(turn, secret) switch
            {
                null => throw SecretVaultException.CredentialNotFound(secret),
                PSCredential { UserName.Length: > 0 } credential when CredentialConverter.Find(credential) is not null => credential,
                PSCredential { UserName.Length: > 0 } credential => throw SecretVaultException.NoCredential(secret, $"has the user name '{credential.UserName}', which isn't valid"),
                PSCredential => throw SecretVaultException.NoCredential(secret, "has no user name"),
                object other => throw SecretVaultException.NoCredential(secret, $"is a {other.GetType().Name}"),
            };
        },
        cancellationToken);

    /// <summary>Stores or replaces the user name and password for a proxy.</summary>
    /// <exception cref="SecretVaultException">The credential can't be stored.</exception>
    public void SetCredential(SecretReference secret, PSCredential credential, CancellationToken cancellationToken) => Change(
        turn => commands.Change(turn, "Set-Secret", secret, ("Secret", credential)), secret, cancellationToken);

    /// <summary>Replaces a key. A user name and other entries of a table are kept.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="expected">The key that the secret should contain.</param>
    /// <param name="key">The new key.</param>
    /// <param name="cancellationToken">Signalled when the caller is stopped.</param>
    /// <returns>False if the secret contains another key than these two. It is then not changed.</returns>
    /// <exception cref="SecretVaultException">The key can't be stored.</exception>
    public bool TryReplaceKey(SecretReference secret, SecureString? expected, SecureString key, CancellationToken cancellationToken) => turns.Run(
        turn =>
        {
            commands.CheckVault(turn, secret);
            object? present = commands.Find(turn, secret);
            if (present is not null
                && SecretContent.GetKey(secret, present) is { } found
                && !SecureStringConverter.AreEqual(found, expected)
                && !SecureStringConverter.AreEqual(found, key))
            {
                return false;
            }

            commands.Change(turn, "Set-Secret", secret, ("Secret", SecretContent.WithKey(secret, present, key)));
            return true;
        },
        cancellationToken);

    /// <summary>Removes a secret, if the vault has it.</summary>
    /// <exception cref="SecretVaultException">The secret can't be removed.</exception>
    public void Remove(SecretReference secret, CancellationToken cancellationToken) => Change(
        turn =>
        {
            if (!IsGone(turn, secret))
            {
                commands.Change(turn, "Remove-Secret", secret);
            }
        },
        secret,
        cancellationToken);

    /// <summary>Whether a secret exists. The secret is read, because a vault may not allow listing.</summary>
    /// <exception cref="SecretVaultException">The vault can't be read.</exception>
    public bool Exists(SecretReference secret, CancellationToken cancellationToken) => turns.Run(
        turn =>
        {
            commands.CheckVault(turn, secret);
            return commands.Look(turn, secret) is not null;
        },
        cancellationToken);

    /// <summary>Whether a secret exists with another content than the given one; false if it can't be read.</summary>
    public bool HasOther(SecretReference secret, object content, CancellationToken cancellationToken) => turns.Run(
        turn =>
        {
            commands.CheckVault(turn, secret);
            try
            {
                return commands.Find(turn, secret) is { } present && !SecretContent.IsSame(present, content);
            }
            catch (SecretVaultException)
            {
                return false;
            }
        },
        cancellationToken);

    private SecureString GetKey(VaultTurn turn, SecretReference secret, Func<VaultTurn, SecretReference, object?> find)
    {
        commands.CheckVault(turn, secret);
        object value = find(turn, secret) ?? throw SecretVaultException.NotFound(secret);
        return SecretContent.GetKey(secret, value);
    }

    private void Change(Action<VaultTurn> change, SecretReference secret, CancellationToken cancellationToken) => turns.Run(
        turn =>
        {
            commands.CheckVault(turn, secret);
            change(turn);
            return true;
        },
        cancellationToken);

    private bool IsGone(VaultTurn turn, SecretReference secret)
    {
        try
        {
            return commands.Find(turn, secret) is null;
        }
        catch (SecretVaultException)
        {
            // Unknown. Removing the secret will show it.
            return false;
        }
    }
}

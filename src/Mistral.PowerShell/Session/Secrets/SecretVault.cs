using System;
using System.Management.Automation;
using System.Security;
using System.Threading;
using Mistral.Client;
using Mistral.Client.Authentication;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>Keys and credentials in SecretManagement's vaults. Call it on the pipeline thread only. Ctrl+C at a vault's prompt stops the pipeline; the vault has not failed.</summary>
/// <param name="turns">The turns at the vaults.</param>
/// <param name="commands">Asks the vaults.</param>
internal sealed class SecretVault(VaultTurns turns, VaultCommands commands)
{
    /// <summary>Reads a key.</summary>
    /// <exception cref="SecretVaultException">It can't be had.</exception>
    public SecureString GetKey(SecretReference secret, CancellationToken cancellationToken) =>
        turns.Share(("key", secret), turn => GetKey(turn, secret, commands.Look), cancellationToken);

    /// <summary>Whether a secret holds a key; no where it can't be read. It is read once, for many may be asked of.</summary>
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

    /// <summary>Stores a key, over an older one. Its metadata is another call: some vaults lose the key over metadata they can't keep.</summary>
    /// <exception cref="SecretVaultException">It can't be stored.</exception>
    public void SetKey(SecretReference secret, SecureString key, CancellationToken cancellationToken) => Change(
        turn => commands.Change(turn, "Set-Secret", secret, ("SecureStringSecret", key)), secret, cancellationToken);

    /// <summary>Reads the user name and password for a proxy.</summary>
    /// <exception cref="SecretVaultException">They can't be read.</exception>
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

    /// <summary>Stores the user name and password for a proxy, over older ones.</summary>
    /// <exception cref="SecretVaultException">They can't be stored.</exception>
    public void SetCredential(SecretReference secret, PSCredential credential, CancellationToken cancellationToken) => Change(
        turn => commands.Change(turn, "Set-Secret", secret, ("Secret", credential)), secret, cancellationToken);

    /// <summary>Puts a key in the place of another: what lies around it there, as a user name or other entries of a table, stays.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="expected">The key that it is expected to hold.</param>
    /// <param name="key">The key to put there.</param>
    /// <param name="cancellationToken">Signalled when the caller is stopped.</param>
    /// <returns>False where the secret holds another key than both; then it stays as it is.</returns>
    /// <exception cref="SecretVaultException">It can't be stored.</exception>
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

    /// <summary>Removes a secret, where the vault has it.</summary>
    /// <exception cref="SecretVaultException">It can't be removed.</exception>
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

    /// <summary>Whether there is such a secret. It is read, for a vault may let nobody list its secrets.</summary>
    /// <exception cref="SecretVaultException">The vault can't be asked.</exception>
    public bool Exists(SecretReference secret, CancellationToken cancellationToken) => turns.Run(
        turn =>
        {
            commands.CheckVault(turn, secret);
            return commands.Look(turn, secret) is not null;
        },
        cancellationToken);

    /// <summary>Whether a secret exists with another content than the one given; no where it can't be read.</summary>
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
            // Not known: whether it can be removed shows.
            return false;
        }
    }
}

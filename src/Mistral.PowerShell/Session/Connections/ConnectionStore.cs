using System;
using System.Linq;
using System.Management.Automation;
using System.Security;
using System.Threading;
using Mistral.Client;
using Mistral.Client.Authentication;
using Mistral.Client.Errors;
using Mistral.Client.Transport;
using Mistral.PowerShell.Session.Secrets;

namespace Mistral.PowerShell.Session.Connections;

/// <summary>Saves a connection for later sessions: first its keys in their vault, then the file that refers to them.</summary>
internal sealed class ConnectionStore(Action<string> warn, CancellationToken cancellationToken)
{
    /// <summary>Saves a connection, and opens it as later sessions do. Runs on the pipeline thread only.</summary>
    /// <param name="settings">The connection.</param>
    /// <param name="key">The API key to store; null if the connection has no key or a vault has it already.</param>
    /// <param name="adminKey">The Admin API key to store, or null likewise.</param>
    /// <param name="proxyCredential">The proxy credential to store, or null likewise.</param>
    /// <param name="makeDefault">Whether the connection becomes the default one.</param>
    /// <exception cref="ErrorRecordException">A key or the file can't be stored.</exception>
    public MistralConnection Store(SavedConnection settings, SecureString? key, SecureString? adminKey, PSCredential? proxyCredential, bool makeDefault)
    {
        SecretReference? replaced = FindProxySecret(settings.Name);
        SavedConnection kept = settings;
        ApiKeySource? keySource = null;
        ApiKeySource? adminKeySource = null;
        VaultProxyCredential? proxySource = null;

        // The file is locked now, so that no other process combines its address with the key of another connection.
        SavedConnections.Save(
            settings.Name,
            () =>
            {
                kept = StoreSecrets(settings, key, adminKey, proxyCredential);

                // The file must not refer to a key that the vault did not store, even if the vault reported success.
                keySource = ConnectionFactory.GetKeySource(kept, cancellationToken);
                adminKeySource = ConnectionFactory.GetAdminKeySource(kept, cancellationToken);
                CheckStored(keySource, key);
                CheckStored(adminKeySource, adminKey);
                proxySource = ConnectionFactory.GetProxyCredential(kept, cancellationToken);
                CheckStored(proxySource, proxyCredential);
                return kept;
            },
            makeDefault,
            cancellationToken);
        RemoveReplaced(replaced, kept);
        return ConnectionFactory.Open(kept, keySource!, adminKeySource, proxySource, headers: null);
    }

    private SavedConnection StoreSecrets(SavedConnection settings, SecureString? key, SecureString? adminKey, PSCredential? proxyCredential)
    {
        // A file that can't be written must fail before a key is replaced.
        SavedConnection kept = settings with { VaultName = settings.VaultName ?? FindVaultName(settings) };
        if (key is not null || (adminKey is not null && kept.AdminVaultName is null))
        {
            kept = kept with { VaultName = MistralSession.Current.SecretNames.GetVault(kept.VaultName, cancellationToken) };
        }

        if (adminKey is not null)
        {
            kept = kept with { AdminSecretName = GetAdminSecretName(settings.Name) };
        }

        if (proxyCredential is not null)
        {
            kept = kept with { ProxySecretName = GetProxySecretName(settings.Name), ProxyVaultName = MistralSession.Current.SecretNames.GetVault(kept.VaultName, cancellationToken) };
        }

        if (key is not null)
        {
            kept = kept with { SecretName = GetSecretName(settings.Name) };
        }

        CheckUnused(kept.GetAdminSecret(), adminKey);
        CheckUnused(kept.GetProxySecret(), proxyCredential);
        CheckUnused(kept.GetSecret(), key);
        if (adminKey is not null)
        {
            MistralSession.Current.Secrets.SetKey(kept.GetAdminSecret()!, adminKey, cancellationToken);
        }

        if (proxyCredential is not null)
        {
            MistralSession.Current.Secrets.SetCredential(kept.GetProxySecret()!, proxyCredential, cancellationToken);
        }

        if (key is not null)
        {
            MistralSession.Current.Secrets.SetKey(kept.GetSecret()!, key, cancellationToken);
        }

        if (kept is { ExpiresOn: { } expiresOn, SecretName: { } name })
        {
            NoteExpiry(new SecretReference(name, kept.VaultName), expiresOn);
        }

        return kept;
    }

    // The user may have a secret with this name. The module replaces it only if a saved connection uses it.
    private void CheckUnused(SecretReference? secret, object? content)
    {
        if (secret is not null
            && content is not null
            && !SavedConnections.IsUsed(secret)
            && MistralSession.Current.Secrets.HasOther(secret, content, cancellationToken))
        {
            throw SecretVaultException.Exists(secret);
        }
    }

    private static void CheckStored(ApiKeySource? source, SecureString? given)
    {
        if (given is not null && source is VaultKeySource stored && !SecureStringConverter.AreEqual(given, stored.GetAsync(default).AsTask().GetAwaiter().GetResult()))
        {
            throw SecretVaultException.NotStored(stored.Secret);
        }
    }

    private static void CheckStored(VaultProxyCredential? source, PSCredential? given)
    {
        if (given is not null && !VaultProxyCredential.IsSame(given.GetNetworkCredential(), source!.Current))
        {
            throw SecretVaultException.NotStored(source.Secret);
        }
    }

    private static SecretReference? FindProxySecret(string connection) =>
        SavedConnections.GetAll().FirstOrDefault(c => string.Equals(c.Name, connection, StringComparison.OrdinalIgnoreCase))?.GetProxySecret();

    // A credential that no saved connection uses any more is removed, unless the user created it.
    private void RemoveReplaced(SecretReference? replaced, SavedConnection kept)
    {
        if (replaced is null
            || !string.Equals(replaced.Name, GetProxySecretName(kept.Name), StringComparison.OrdinalIgnoreCase)
            || SavedConnections.IsUsed(replaced))
        {
            return;
        }

        try
        {
            MistralSession.Current.Secrets.Remove(replaced, cancellationToken);
            if (kept is { Proxy: { } proxy, ProxySecretName: null, ProxyUseDefaultCredentials: false })
            {
                warn($"The {replaced}, the credential for the previous proxy, was removed. If {HostName.ToAuthority(proxy)} asks for one, save the connection again with -ProxyCredential.");
            }
        }
        catch (SecretVaultException e)
        {
            warn($"The connection is saved. The {replaced}, which it no longer uses, can't be removed: {Sentences.End(e.Message)} Remove it with Remove-Secret.");
        }
    }

    // Not 'Mistral-<name>-Proxy' or '-Admin', because that is the secret name of a connection named '<name>-Proxy'.
    private static string GetProxySecretName(string connection) => $"MistralProxy-{connection}";

    private static string GetAdminSecretName(string connection) => $"MistralAdmin-{connection}";

    private static string GetSecretName(string connection) => $"Mistral-{connection}";

    /// <summary>Whether the module created a secret for a connection, judged by its name. Entries of tables are never created by it.</summary>
    public static bool IsCreatedFor(string connection, SecretReference secret) =>
        secret.Entry is null
        && new[] { GetSecretName(connection), GetAdminSecretName(connection), GetProxySecretName(connection) }.Contains(secret.Name, StringComparer.OrdinalIgnoreCase);

    // The vault that has the secrets. Without its name they can be read, but not replaced or removed.
    private string? FindVaultName(SavedConnection settings)
    {
        string? admin = settings.AdminVaultName is null ? settings.AdminSecretName : null;
        string? name = settings.SecretName ?? admin;
        string? vault = name is null ? null : MistralSession.Current.SecretNames.FindVault(name, cancellationToken);
        return vault is null || admin is null || MistralSession.Current.Secrets.Exists(new SecretReference(admin, vault), cancellationToken) ? vault : null;
    }

    /// <summary>Stores the expiry of a key in the vault. If the vault doesn't support that, only the saved connection contains it.</summary>
    public void NoteExpiry(SecretReference secret, DateTimeOffset expiresOn)
    {
        if (MistralSession.Current.SecretExpiry.TrySet(secret, expiresOn, cancellationToken) is { } reason)
        {
            warn($"The key is stored. The vault can't note when it expires ({reason}), so only the saved connection knows.");
        }
    }
}

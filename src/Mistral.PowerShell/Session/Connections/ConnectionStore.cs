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
    /// <param name="secrets">The keys and other secrets to store.</param>
    /// <param name="makeDefault">Whether the connection becomes the default one.</param>
    /// <exception cref="ErrorRecordException">A key or the file can't be stored.</exception>
    public MistralConnection Store(SavedConnection settings, ConnectionSecrets secrets, bool makeDefault)
    {
        SecretReference[] replaced = FindCredentials(settings.Name);
        SavedConnection kept = settings;
        ApiKeySource? keySource = null;
        ApiKeySource? adminKeySource = null;
        ConnectionNetwork network = new();

        // The file is locked now, so that no other process combines its address with the key of another connection.
        SavedConnections.Save(
            settings.Name,
            () =>
            {
                kept = StoreSecrets(settings, secrets);

                // The file must not refer to a key that the vault did not store, even if the vault reported success.
                keySource = ConnectionFactory.GetKeySource(kept, cancellationToken);
                adminKeySource = ConnectionFactory.GetAdminKeySource(kept, cancellationToken);
                CheckStored(keySource, secrets.Key);
                CheckStored(adminKeySource, secrets.AdminKey);
                network = ConnectionNetwork.Read(kept, cancellationToken);
                CheckStored(network.ProxyCredential as VaultProxyCredential, secrets.Proxy);
                CheckStored(kept.GetQuerySecret(), secrets.Query);
                CheckStored(kept.GetClientCertificateSecret(), secrets.Certificate);
                return kept;
            },
            makeDefault,
            cancellationToken);
        foreach (SecretReference secret in replaced)
        {
            RemoveReplaced(secret, kept);
        }

        return ConnectionFactory.Open(kept, keySource!, adminKeySource, network);
    }

    private SavedConnection StoreSecrets(SavedConnection settings, ConnectionSecrets secrets)
    {
        // A file that can't be written must fail before a key is replaced.
        SavedConnection kept = settings with { VaultName = settings.VaultName ?? FindVaultName(settings) };
        if (secrets.Key is not null || (secrets.AdminKey is not null && kept.AdminVaultName is null))
        {
            kept = kept with { VaultName = GetVault(kept) };
        }

        if (secrets.AdminKey is not null)
        {
            kept = kept with { AdminSecretName = GetAdminSecretName(settings.Name) };
        }

        if (secrets.Proxy is not null)
        {
            kept = kept with { ProxySecretName = GetProxySecretName(settings.Name), ProxyVaultName = GetVault(kept) };
        }

        if (secrets.Query is not null)
        {
            kept = kept with { QuerySecretName = GetQuerySecretName(settings.Name), QueryVaultName = GetVault(kept) };
        }

        if (secrets.Certificate is not null)
        {
            kept = kept with { ClientCertificateSecretName = GetCertificateSecretName(settings.Name), ClientCertificateVaultName = GetVault(kept) };
        }

        if (secrets.Key is not null)
        {
            kept = kept with { SecretName = GetSecretName(settings.Name) };
        }

        (SecretReference? Secret, PSCredential? Content)[] credentials =
        [
            (kept.GetProxySecret(), secrets.Proxy), (kept.GetQuerySecret(), secrets.Query), (kept.GetClientCertificateSecret(), secrets.Certificate),
        ];
        CheckUnused(kept.GetAdminSecret(), secrets.AdminKey);
        foreach ((SecretReference? secret, PSCredential? content) in credentials)
        {
            CheckUnused(secret, content);
        }

        CheckUnused(kept.GetSecret(), secrets.Key);
        if (secrets.AdminKey is not null)
        {
            MistralSession.Current.Secrets.SetKey(kept.GetAdminSecret()!, secrets.AdminKey, cancellationToken);
        }

        foreach ((SecretReference? secret, PSCredential? content) in credentials)
        {
            if (content is not null)
            {
                MistralSession.Current.Secrets.SetCredential(secret!, content, cancellationToken);
            }
        }

        if (secrets.Key is not null)
        {
            MistralSession.Current.Secrets.SetKey(kept.GetSecret()!, secrets.Key, cancellationToken);
        }

        if (kept is { ExpiresOn: { } expiresOn, SecretName: { } name })
        {
            NoteExpiry(new SecretReference(name, kept.VaultName), expiresOn);
        }

        return kept;
    }

    private string GetVault(SavedConnection settings) => MistralSession.Current.SecretNames.GetVault(settings.VaultName, cancellationToken);

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

    private void CheckStored(SecretReference? secret, PSCredential? given)
    {
        if (given is not null && !VaultProxyCredential.IsSame(given.GetNetworkCredential(), MistralSession.Current.Secrets.GetCredential(secret!, cancellationToken).GetNetworkCredential()))
        {
            throw SecretVaultException.NotStored(secret!);
        }
    }

    private static SecretReference[] FindCredentials(string connection) =>
        SavedConnections.GetAll().FirstOrDefault(c => string.Equals(c.Name, connection, StringComparison.OrdinalIgnoreCase)) is { } saved
            ? [.. new[] { saved.GetProxySecret(), saved.GetQuerySecret(), saved.GetClientCertificateSecret() }.OfType<SecretReference>()]
            : [];

    // A credential that no saved connection uses any more is removed, unless the user created it.
    private void RemoveReplaced(SecretReference replaced, SavedConnection kept)
    {
        bool isOfProxy = string.Equals(replaced.Name, GetProxySecretName(kept.Name), StringComparison.OrdinalIgnoreCase);
        if (!IsCreatedFor(kept.Name, replaced) || SavedConnections.IsUsed(replaced))
        {
            return;
        }

        try
        {
            MistralSession.Current.Secrets.Remove(replaced, cancellationToken);
            if (isOfProxy && kept is { Proxy: { } proxy, ProxySecretName: null, ProxyUseDefaultCredentials: false })
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

    private static string GetQuerySecretName(string connection) => $"MistralQuery-{connection}";

    private static string GetCertificateSecretName(string connection) => $"MistralCertificate-{connection}";

    private static string GetAdminSecretName(string connection) => $"MistralAdmin-{connection}";

    private static string GetSecretName(string connection) => $"Mistral-{connection}";

    /// <summary>Whether the module created a secret for a connection, judged by its name. Entries of tables are never created by it.</summary>
    public static bool IsCreatedFor(string connection, SecretReference secret) =>
        secret.Entry is null
        && new[] { GetSecretName(connection), GetAdminSecretName(connection), GetProxySecretName(connection), GetQuerySecretName(connection), GetCertificateSecretName(connection) }.Contains(secret.Name, StringComparer.OrdinalIgnoreCase);

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

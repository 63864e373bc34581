using System;
using System.Net;
using System.Threading;
using Mistral.Client;
using Mistral.Client.Transport;
using Mistral.PowerShell.Session.Budgets;
using Mistral.PowerShell.Session.Secrets;

namespace Mistral.PowerShell.Session.Connections;

/// <summary>Creates connections from settings and keys.</summary>
internal static class ConnectionFactory
{
    /// <summary>Opens a saved connection with the keys in its vault. Runs on the pipeline thread only.</summary>
    /// <exception cref="SecretVaultException">A key can't be read.</exception>
    public static MistralConnection Open(SavedConnection saved, CancellationToken cancellationToken, SpendingMeter? meter = null) =>
        Open(saved, GetKeySource(saved, cancellationToken), GetAdminKeySource(saved, cancellationToken), ConnectionNetwork.Read(saved, cancellationToken), meter: meter);

    /// <summary>Opens a connection.</summary>
    /// <exception cref="MistralApiException">The settings aren't valid.</exception>
    public static MistralConnection Open(
        SavedConnection settings,
        ApiKeySource keySource,
        ApiKeySource? adminKeySource,
        ConnectionNetwork network,
        string? baseUriSource = null,
        SpendingMeter? meter = null)
    {
        Budget budget = settings.GetBudget().Check();
        MistralClientOptions options = new()
        {
            BaseUri = settings.BaseUri ?? PlatformPreset.Of(settings.Platform ?? MistralPlatform.Mistral).BaseUri ?? MistralClientOptions.DefaultBaseUri,
            Platform = settings.Platform,
            PathPrefix = settings.PathPrefix,
            ApiVersion = settings.ApiVersion,
            Query = network.Query,
            ApiKeyHeader = settings.ApiKeyHeader,
            CertificateAuthorities = network.Authorities,
            ClientCertificate = network.Certificate?.Certificate,
            ClientCertificateChain = network.Certificate?.Chain ?? [],
            KeySource = keySource,
            AdminKeySource = adminKeySource,
            AdminKeyHeader = settings.AdminKeyHeader,
            ConnectionTimeout = TimeSpan.FromSeconds(settings.ConnectionTimeoutSeconds ?? 30),
            OperationTimeout = TimeSpan.FromSeconds(settings.OperationTimeoutSeconds ?? 300),
            Retry = new RetryOptions { MaximumRetryCount = settings.MaximumRetryCount ?? 3 },
            UseProxy = !settings.NoProxy,
            Proxy = CreateProxy(settings, network.ProxyCredential),
            Headers = network.Headers,
        };
        string account = settings.Name.Length > 0 ? settings.Name : options.BaseUri.IsAbsoluteUri ? options.BaseUri.GetLeftPart(UriPartial.Authority) : options.BaseUri.OriginalString;
        return new MistralConnection(options, meter ?? new SpendingMeter(account, budget))
        {
            CertificateAuthorityPath = settings.CertificateAuthorityPath,
            Name = settings.Name.Length == 0 ? null : settings.Name,
            BaseUriSource = baseUriSource ?? (settings.BaseUri is null ? "default" : "saved connection"),
            DefaultModel = settings.DefaultModel,
            ExpiresOn = settings.ExpiresOn,
            ApiKeyId = settings.ApiKeyId,
            Workspace = settings.WorkspaceName,
        };
    }

    /// <summary>Gets the source of a saved connection's API key. Runs on the pipeline thread only.</summary>
    public static ApiKeySource GetKeySource(SavedConnection saved, CancellationToken cancellationToken) =>
        saved.NoApiKey ? NoKeySource.Instance
        : saved.ApiKeyScript is { } script ? new ScriptKeySource(new KeyScript(script), cancellationToken)
        : saved.ApiKeyPath is { } path ? KeyFile.Open(path)
        : saved.GetSecret() is { } secret ? new VaultKeySource(secret, cancellationToken)
        : AbsentKeySource.Instance;

    /// <summary>Gets the source of a saved connection's Admin API key. Runs on the pipeline thread only.</summary>
    public static ApiKeySource? GetAdminKeySource(SavedConnection saved, CancellationToken cancellationToken) =>
        saved.GetAdminSecret() is { } secret ? new VaultKeySource(secret, cancellationToken) : null;

    /// <summary>Gets the proxy credential of a saved connection; null if the proxy needs none. Runs on the pipeline thread only.</summary>
    /// <exception cref="SecretVaultException">The credential can't be read.</exception>
    public static VaultProxyCredential? GetProxyCredential(SavedConnection saved, CancellationToken cancellationToken) =>
        saved.GetProxySecret() is { } secret ? new VaultProxyCredential(secret, cancellationToken) : null;

    private static WebProxy? CreateProxy(SavedConnection settings, ICredentials? credential) => settings.Proxy is null
        ? null
        : new WebProxy(ProxyAddress.Check(settings.Proxy))
        {
            UseDefaultCredentials = settings.ProxyUseDefaultCredentials,
            Credentials = settings.ProxyUseDefaultCredentials ? CredentialCache.DefaultCredentials : credential,
        };
}

using System.Collections.Generic;
using System.Management.Automation;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using Mistral.PowerShell.Session.Certificates;
using Mistral.PowerShell.Session.Secrets;

namespace Mistral.PowerShell.Session.Connections;

/// <summary>What a connection needs from files and vaults, apart from its keys.</summary>
internal sealed record ConnectionNetwork
{
    /// <summary>The credential for the proxy; null if it needs none.</summary>
    public ICredentials? ProxyCredential { get; init; }

    /// <summary>The query parameters of each request.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];

    /// <summary>The additional certificate authorities.</summary>
    public IReadOnlyList<X509Certificate2> Authorities { get; init; } = [];

    /// <summary>The client certificate; null without one.</summary>
    public ClientCertificate? Certificate { get; init; }

    /// <summary>The headers of each request.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Reads what a saved connection refers to. Runs on the pipeline thread only.</summary>
    /// <exception cref="SecretVaultException">A secret can't be read.</exception>
    /// <exception cref="CertificateException">A certificate can't be used.</exception>
    public static ConnectionNetwork Read(SavedConnection saved, CancellationToken cancellationToken) => Read(saved, new ConnectionSecrets(), cancellationToken);

    /// <summary>Reads what a connection refers to. Secrets that parameters gave are not read from the vault.</summary>
    public static ConnectionNetwork Read(SavedConnection settings, ConnectionSecrets given, CancellationToken cancellationToken) => new()
    {
        ProxyCredential = given.Proxy?.GetNetworkCredential() ?? (ICredentials?)ConnectionFactory.GetProxyCredential(settings, cancellationToken),
        Query = Find(given.Query, settings.GetQuerySecret(), cancellationToken) is { } query ? QueryCredential.Read(query) : [],
        Authorities = settings.CertificateAuthorityPath is { } authorities ? CertificateFile.ReadAuthorities(authorities) : [],
        Certificate = settings.ClientCertificateThumbprint is { } thumbprint ? ClientCertificate.FromStore(thumbprint)
            : settings.ClientCertificatePath is { } path
            ? ClientCertificate.FromFile(path, Find(given.Certificate, settings.GetClientCertificateSecret(), cancellationToken)?.GetNetworkCredential().Password)
            : null,
    };

    private static PSCredential? Find(PSCredential? given, SecretReference? secret, CancellationToken cancellationToken) =>
        given ?? (secret is null ? null : MistralSession.Current.Secrets.GetCredential(secret, cancellationToken));
}

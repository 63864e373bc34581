using System;
using System.Management.Automation;
using Mistral.Client;
using Mistral.Client.Transport;
using Mistral.PowerShell.Session.Connections;
using Mistral.PowerShell.Session.Secrets;

namespace Mistral.PowerShell.Commands;

/// <content>How the network is passed: proxies and certificates.</content>
public sealed partial class ConnectMistralCommand
{
    [Parameter]
    [ValidateNotNull]
    public Uri? Proxy { get; set; }

    [Parameter]
    [ValidateNotNull]
    public PSCredential? ProxyCredential { get; set; }

    [Parameter]
    public SwitchParameter ProxyUseDefaultCredentials { get; set; }

    [Parameter]
    public SwitchParameter NoProxy { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CertificateAuthorityPath { get; set; }

    [Parameter]
    [ValidateNotNull]
    public ClientCertificateArgument? ClientCertificate { get; set; }

    [Parameter]
    [ValidateNotNull]
    public PSCredential? ClientCertificateCredential { get; set; }

    // The proxy settings are one unit: each new one replaces all saved ones except the address.
    private bool IsProxyGiven =>
        IsBound(nameof(Proxy)) || IsBound(nameof(ProxyCredential)) || IsBound(nameof(ProxyUseDefaultCredentials)) || IsBound(nameof(NoProxy));

    private string? FindNetworkMistake() =>
        NoProxy && (Proxy is not null || ProxyCredential is not null || ProxyUseDefaultCredentials) ? "-NoProxy can't be used with other proxy parameters."
        : ProxyCredential is not null && ProxyUseDefaultCredentials ? "Use -ProxyCredential or -ProxyUseDefaultCredentials, not both."
        : ProxyCredential is not null && string.IsNullOrEmpty(ProxyCredential.UserName) ? "-ProxyCredential must have a user name."
        : ProxyCredential is not null && CredentialConverter.Find(ProxyCredential) is null
        ? $"The user name '{ProxyCredential.UserName}' of -ProxyCredential isn't valid. Expected user, DOMAIN\\user or user@domain."
        : ClientCertificateCredential is not null && CredentialConverter.Find(ClientCertificateCredential) is null ? "The user name of -ClientCertificateCredential isn't valid. Use any word."
        : ClientCertificateCredential is not null && ClientCertificate is not null && ClientCertificate.Path is null ? "-ClientCertificateCredential must be used with the path of a file."
        : Save && ClientCertificate?.Certificate is { } certificate
        ? $"A certificate object can't be saved. Use -ClientCertificate with the path of its file, or with its thumbprint in a store: {certificate.Thumbprint}"
        : null;

    private SavedConnection ApplyNetwork(SavedConnection settings)
    {
        Uri? proxy = !IsProxyGiven ? settings.Proxy
            : Proxy is not null ? ProxyAddress.Check(Proxy)
            : ProxyCredential is null && !ProxyUseDefaultCredentials ? null
            : settings.Proxy ?? throw MistralApiException.InvalidArgument("-ProxyCredential and -ProxyUseDefaultCredentials must be used with -Proxy, or with a saved connection that has a proxy.");
        bool isOtherCertificate = ClientCertificate is not null || ClientCertificateCredential is not null;
        settings = settings with
        {
            Proxy = proxy,
            ProxyUseDefaultCredentials = IsProxyGiven ? ProxyUseDefaultCredentials : settings.ProxyUseDefaultCredentials,
            ProxySecretName = IsProxyGiven ? null : settings.ProxySecretName,
            ProxyVaultName = IsProxyGiven ? null : settings.ProxyVaultName,
            NoProxy = IsProxyGiven ? NoProxy : settings.NoProxy,
            CertificateAuthorityPath = CertificateAuthorityPath is null ? settings.CertificateAuthorityPath : GetUnresolvedProviderPathFromPSPath(CertificateAuthorityPath),
            ClientCertificatePath = ClientCertificate is null ? settings.ClientCertificatePath : ClientCertificate.Path is { } path ? GetUnresolvedProviderPathFromPSPath(path) : null,
            ClientCertificateThumbprint = ClientCertificate is null ? settings.ClientCertificateThumbprint : ClientCertificate.Thumbprint,
            ClientCertificateSecretName = isOtherCertificate ? null : settings.ClientCertificateSecretName,
            ClientCertificateVaultName = isOtherCertificate ? null : settings.ClientCertificateVaultName,
        };
        return ClientCertificateCredential is not null && settings.ClientCertificatePath is null
            ? throw MistralApiException.InvalidArgument("-ClientCertificateCredential must be used with -ClientCertificate, or with a saved connection that has the path of a client certificate.")
            : settings;
    }

    private ConnectionNetwork ReadNetwork(SavedConnection settings)
    {
        ConnectionNetwork network = ConnectionNetwork.Read(settings, GetGivenSecrets(), StopToken);
        return network with
        {
            Certificate = ClientCertificate?.Certificate is { } certificate ? Session.Certificates.ClientCertificate.FromObject(certificate) : network.Certificate,
            Headers = GetHeaders(),
        };
    }

    private ConnectionSecrets GetGivenSecrets() => new()
    {
        Proxy = ProxyCredential,
        Query = QueryCredential.Create(GetQuery()),
        Certificate = ClientCertificateCredential is null || !string.IsNullOrEmpty(ClientCertificateCredential.UserName)
            ? ClientCertificateCredential
            : new PSCredential("certificate", ClientCertificateCredential.Password),
    };
}

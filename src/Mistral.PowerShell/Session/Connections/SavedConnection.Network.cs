using Mistral.Client;
using Mistral.PowerShell.Session.Secrets;

namespace Mistral.PowerShell;

/// <content>Where the model runs, and certificates.</content>
public sealed partial record SavedConnection
{
    /// <summary>Where the model runs; null if the address tells it, else the Mistral API.</summary>
    public MistralPlatform? Platform { get; init; }

    /// <summary>The header of the API key; null for that of the platform.</summary>
    public string? ApiKeyHeader { get; init; }

    /// <summary>The path in place of <c>/v1</c>; null for that of the platform.</summary>
    public string? PathPrefix { get; init; }

    /// <summary>The query parameter <c>api-version</c>; null for that of the platform.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>The name of the secret with the query parameters; null without any.</summary>
    public string? QuerySecretName { get; init; }

    /// <summary>The vault of the query parameters.</summary>
    public string? QueryVaultName { get; init; }

    /// <summary>The full path of the file with additional certificate authorities; null without one.</summary>
    public string? CertificateAuthorityPath { get; init; }

    /// <summary>The full path of the file with the client certificate; null without one.</summary>
    public string? ClientCertificatePath { get; init; }

    /// <summary>The thumbprint of the client certificate in a personal store; null without one.</summary>
    public string? ClientCertificateThumbprint { get; init; }

    /// <summary>The name of the secret with the password of the client certificate; null without one.</summary>
    public string? ClientCertificateSecretName { get; init; }

    /// <summary>The vault of the password of the client certificate.</summary>
    public string? ClientCertificateVaultName { get; init; }

    /// <summary>Gets the reference to the query parameters; null without any.</summary>
    internal SecretReference? GetQuerySecret() => QuerySecretName is null ? null : new SecretReference(QuerySecretName, QueryVaultName);

    /// <summary>Gets the reference to the password of the client certificate; null without one.</summary>
    internal SecretReference? GetClientCertificateSecret() =>
        ClientCertificateSecretName is null ? null : new SecretReference(ClientCertificateSecretName, ClientCertificateVaultName);
}

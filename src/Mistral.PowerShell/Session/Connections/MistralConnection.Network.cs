using System;
using System.Linq;
using Mistral.Client;

namespace Mistral.PowerShell;

/// <content>Where the model runs, and certificates.</content>
public sealed partial class MistralConnection
{
    /// <summary>Where the model runs.</summary>
    public MistralPlatform Platform => Client.Address.Platform;

    /// <summary>The header of the API key.</summary>
    public string ApiKeyHeader => Client.Address.ApiKeyHeader ?? "Authorization";

    /// <summary>The path in place of <c>/v1</c>.</summary>
    public string PathPrefix => Client.Address.PathPrefix;

    /// <summary>The query parameter <c>api-version</c>; null without one.</summary>
    public string? ApiVersion => Client.Address.ApiVersion;

    /// <summary>The names of the other query parameters of each request. Their values may be secrets.</summary>
    public string[] QueryName => [.. _options.Query.Select(p => p.Key)];

    /// <summary>The file with additional certificate authorities; null without one.</summary>
    public string? CertificateAuthorityPath { get; internal init; }

    /// <summary>The thumbprint of the client certificate; null without one.</summary>
    public string? ClientCertificateThumbprint => _options.ClientCertificate?.Thumbprint;

    /// <summary>When the client certificate expires; null without one.</summary>
    public DateTimeOffset? ClientCertificateExpiresOn => _options.ClientCertificate is { } certificate ? new DateTimeOffset(certificate.NotAfter) : null;
}

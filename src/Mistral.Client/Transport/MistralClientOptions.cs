using System;
using System.Collections.Generic;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Mistral.Client.Transport;

namespace Mistral.Client;

/// <summary>The options of a client. They can't be changed after the client is created.</summary>
public sealed record MistralClientOptions
{
    /// <summary>The default base address: the global endpoint.</summary>
    public static Uri DefaultBaseUri { get; } = new("https://api.mistral.ai");

    /// <summary>
    /// The base address: the part before <c>/v1</c>. A path prefix is kept. HTTPS, or HTTP to this machine only.
    /// Default: <c>https://api.mistral.ai</c>.
    /// </summary>
    public Uri BaseUri { get; init; } = DefaultBaseUri;

    /// <summary>
    /// The platform, which sets the form of addresses and the header of the key unless other options do. Null for the platform of
    /// an endpoint in <see cref="BaseUri"/>, else <see cref="MistralPlatform.Mistral"/>.
    /// </summary>
    public MistralPlatform? Platform { get; init; }

    /// <summary>
    /// The path in place of <c>/v1</c> at the start of the path of each request; empty for none. Paths that begin with another
    /// version, such as <c>/v2</c>, stay as they are. Null for that of the platform.
    /// </summary>
    public string? PathPrefix { get; init; }

    /// <summary>The query parameter <c>api-version</c> of each request; empty for none. Null for that of the platform.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>More query parameters of each request. Their values may be secrets, so messages don't contain them.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];

    /// <summary>
    /// The header that contains the API key and nothing else, such as <c>api-key</c>. <c>Authorization</c> for
    /// <c>Authorization: Bearer</c>. Null for that of the platform. Admin API keys have <see cref="AdminKeyHeader"/>.
    /// </summary>
    public string? ApiKeyHeader { get; init; }

    /// <summary>Roots that are trusted in addition to those of the system, with the intermediate certificates below them.</summary>
    public IReadOnlyList<X509Certificate2> CertificateAuthorities { get; init; } = [];

    /// <summary>The certificate, with its private key, for servers that ask for one; null for none.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>The intermediate certificates that are sent with <see cref="ClientCertificate"/>. Not used on .NET Framework.</summary>
    public IReadOnlyList<X509Certificate2> ClientCertificateChain { get; init; } = [];

    /// <summary>The source of the API key.</summary>
    public required ApiKeySource KeySource { get; init; }

    /// <summary>The source of the Admin API key, or null.</summary>
    public ApiKeySource? AdminKeySource { get; init; }

    /// <summary>The header in which the Admin API key is sent. Default: <see cref="AdminKeyHeader.Bearer"/>.</summary>
    public AdminKeyHeader AdminKeyHeader { get; init; }

    /// <summary>The time limit for opening a connection. Default: 30 seconds. On .NET Framework, <see cref="OperationTimeout"/> includes it.</summary>
    public TimeSpan ConnectionTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The idle timeout: the time limit until the response begins, between two reads of the response, and for sending a part of
    /// a long body. Default: 300 seconds.
    /// </summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>When and how often failed requests are retried.</summary>
    public RetryOptions Retry { get; init; } = new();

    /// <summary>The proxy. Null for the system's proxy, or for none if <see cref="UseProxy"/> is false.</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>Whether a proxy is used. Default: true. Plain HTTP to this machine never uses one.</summary>
    public bool UseProxy { get; init; } = true;

    /// <summary>Decides before each try whether a request may be sent; null if all may.</summary>
    internal IRequestGuard? Guard { get; init; }

    /// <summary>Headers to send with each request, for gateways.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The User-Agent header. Default: <c>mistral-powershell/</c> and the version.</summary>
    public string UserAgent { get; init; } = $"mistral-powershell/{typeof(MistralClientOptions).Assembly.GetName().Version!.ToString(3)}";
}

using System;
using System.Collections.Generic;
using System.Net;
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

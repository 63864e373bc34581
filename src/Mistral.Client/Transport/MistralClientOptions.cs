using System;
using System.Collections.Generic;
using System.Net;

namespace Mistral.Client;

/// <summary>How to reach the API. Nothing here changes once a client is made from it.</summary>
public sealed record MistralClientOptions
{
    /// <summary>Where the API is by default: the global endpoint.</summary>
    public static Uri DefaultBaseUri { get; } = new("https://api.mistral.ai");

    /// <summary>
    /// What stands before <c>/v1</c>. A path prefix is kept. HTTPS, or HTTP to this machine only.
    /// Default: <c>https://api.mistral.ai</c>.
    /// </summary>
    public Uri BaseUri { get; init; } = DefaultBaseUri;

    /// <summary>Where the key comes from.</summary>
    public required ApiKeySource KeySource { get; init; }

    /// <summary>Where the Admin API key comes from, or null.</summary>
    public ApiKeySource? AdminKeySource { get; init; }

    /// <summary>How the Admin API key travels. Default: <see cref="AdminKeyHeader.Bearer"/>.</summary>
    public AdminKeyHeader AdminKeyHeader { get; init; }

    /// <summary>How long opening a connection may take. Default: 30 seconds. On .NET Framework <see cref="OperationTimeout"/> covers this too.</summary>
    public TimeSpan ConnectionTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long the server may stay silent: before its reply begins, and between two reads of it; also how long it may leave a
    /// part of a long body untaken. Default: 300 seconds.
    /// </summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>When and how often to try again.</summary>
    public RetryOptions Retry { get; init; } = new();

    /// <summary>A proxy of the caller's. Null means the system's, or none where <see cref="UseProxy"/> is false.</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>Whether a proxy is used at all. Default: true. Plain HTTP to this machine never takes one.</summary>
    public bool UseProxy { get; init; } = true;

    /// <summary>Headers sent with each request, for gateways.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>What the client calls itself. Default: <c>mistral-powershell/</c> and its version.</summary>
    public string UserAgent { get; init; } = $"mistral-powershell/{typeof(MistralClientOptions).Assembly.GetName().Version!.ToString(3)}";
}

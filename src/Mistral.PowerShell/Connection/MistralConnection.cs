using System;
using System.Collections.Concurrent;
using System.Net;
using Mistral.Client;

namespace Mistral.PowerShell;

/// <summary>How to reach the API and with which key. It never changes and never holds the plain key.</summary>
public sealed class MistralConnection
{
    private readonly MistralClientOptions _options;
    private readonly ConcurrentDictionary<string, bool> _told = new(StringComparer.Ordinal);

    internal MistralConnection(MistralClientOptions options, string? defaultModel)
    {
        _options = options;
        Client = new MistralClient(options);
        DefaultModel = defaultModel;
    }

    /// <summary>What stands before <c>/v1</c>.</summary>
    public Uri BaseUri => Client.BaseUri;

    /// <summary>Where the key comes from; never the key.</summary>
    public string KeySource => _options.KeySource.Description;

    /// <summary>The model that chat cmdlets take where none is named.</summary>
    public string? DefaultModel { get; }

    /// <summary>How long opening a connection may take, in seconds.</summary>
    public double ConnectionTimeoutSeconds => _options.ConnectionTimeout.TotalSeconds;

    /// <summary>How long the server may stay silent, in seconds.</summary>
    public double OperationTimeoutSeconds => _options.OperationTimeout.TotalSeconds;

    /// <summary>How many times a request that failed in passing is tried again.</summary>
    public int MaximumRetryCount => _options.Retry.MaximumRetryCount;

    /// <summary>The address of the proxy that was given, if one was.</summary>
    public Uri? Proxy => (_options.Proxy as WebProxy)?.Address;

    /// <summary>When it was made.</summary>
    public DateTimeOffset ConnectedAt { get; } = DateTimeOffset.Now;

    internal MistralClient Client { get; }

    /// <summary>The address as it was given, before it was brought into its one form.</summary>
    internal Uri GivenBaseUri => _options.BaseUri;

    /// <summary>Whether something is told for the first time on this connection.</summary>
    internal bool FirstTime(string what) => _told.TryAdd(what, true);

    /// <inheritdoc/>
    public override string ToString() => BaseUri.Host;
}

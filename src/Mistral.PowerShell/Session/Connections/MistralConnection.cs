using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Net;
using System.Threading;
using Mistral.Client;
using Mistral.Client.Authentication;
using Mistral.PowerShell.Session.Connections;

namespace Mistral.PowerShell;

/// <summary>How to reach the API and with which key. It never changes and never holds the plain key.</summary>
public sealed class MistralConnection
{
    private readonly MistralClientOptions _options;
    private readonly ConcurrentDictionary<string, bool> _told = new(StringComparer.Ordinal);

    internal MistralConnection(MistralClientOptions options)
    {
        _options = options;
        Client = new MistralClient(options);
        Models = new KnownModels(Client);
    }

    /// <summary>The name that it is saved under; null where it is not.</summary>
    public string? Name { get; internal init; }

    /// <summary>What stands before <c>/v1</c>.</summary>
    public Uri BaseUri => Client.BaseUri;

    /// <summary>What said that it is there: a parameter, an environment variable, a saved connection, or nothing.</summary>
    public string BaseUriSource { get; internal init; } = "default";

    /// <summary>Where the key comes from; never the key.</summary>
    public string KeySource => _options.KeySource.Description;

    /// <summary>The model that chat cmdlets take where none is named.</summary>
    public string? DefaultModel { get; internal init; }

    /// <summary>Where the Admin API key comes from; never the key. May be null.</summary>
    public string? AdminKeySource => _options.AdminKeySource?.Description;

    /// <summary>The key's own id, where it is known; not the key.</summary>
    public string? ApiKeyId { get; internal init; }

    /// <summary>The name of the workspace that the key belongs to, where it is known.</summary>
    public string? Workspace { get; internal init; }

    /// <summary>When the key expires, where that is known.</summary>
    public DateTimeOffset? ExpiresOn { get; internal init; }

    /// <summary>How many whole days the key has left: 0 on its last day, negative once it has expired, null where its end is not known.</summary>
    public int? DaysLeft => KeyExpiry.GetDaysLeft(ExpiresOn);

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

    /// <summary>The requests and tokens of this session so far.</summary>
    public ConnectionUsage Usage => UsageCounter.Sum;

    /// <summary>The model that chat cmdlets take where none is named, be it by the connection or not.</summary>
    internal string ChatModel => DefaultModel ?? "mistral-small-latest";

    internal MistralClient Client { get; }

    /// <summary>The models that it reaches.</summary>
    internal KnownModels Models { get; }

    internal UsageCounter UsageCounter { get; private init; } = new();

    internal ApiKeySource Keys => _options.KeySource;

    internal ApiKeySource? AdminKeys => _options.AdminKeySource;

    /// <summary>The address as it was given, before it was brought into its one form.</summary>
    internal Uri GivenBaseUri => _options.BaseUri;

    /// <summary>Makes a connection like this one with the key that its vault holds now; on the pipeline thread only.</summary>
    /// <exception cref="SecretVaultException">The key can't be had.</exception>
    internal MistralConnection Renew(SavedConnection saved, CancellationToken cancellationToken) => new(_options with { KeySource = ConnectionFactory.GetKeySource(saved, cancellationToken) })
    {
        Name = Name,
        BaseUriSource = BaseUriSource,
        UsageCounter = UsageCounter,
        DefaultModel = DefaultModel,
        ExpiresOn = saved.ExpiresOn,
        ApiKeyId = saved.ApiKeyId,
        Workspace = saved.WorkspaceName,
    };

    /// <summary>Takes the keys of this connection, and that of the environment, out of a text that goes somewhere else.</summary>
    internal string HideKeys(string text)
    {
        foreach (ApiKeySource source in new[] { _options.KeySource, _options.AdminKeySource, new EnvironmentKeySource() }.OfType<ApiKeySource>())
        {
            try
            {
                // Each source holds its key; none goes to a vault for it.
                text = new KeyRedactor(source.GetAsync(default).AsTask().GetAwaiter().GetResult()).Hide(text)!;
            }
            catch (MistralApiException)
            {
                // There is no such key.
            }
        }

        return text;
    }

    /// <summary>Whether something is told for the first time on this connection.</summary>
    internal bool FirstTime(string what) => _told.TryAdd(what, true);

    /// <inheritdoc/>
    public override string ToString() => Name ?? BaseUri.Host;
}

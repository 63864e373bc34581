using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Net;
using System.Threading;
using Mistral.Client;
using Mistral.Client.Authentication;
using Mistral.PowerShell.Session.Budgets;
using Mistral.PowerShell.Session.Connections;

namespace Mistral.PowerShell;

/// <summary>The address, keys and settings of a connection. It is immutable and never contains a key as plain text.</summary>
public sealed class MistralConnection
{
    private readonly MistralClientOptions _options;
    private readonly ConcurrentDictionary<string, bool> _told = new(StringComparer.Ordinal);

    internal MistralConnection(MistralClientOptions options, SpendingMeter? meter = null)
    {
        Meter = meter ?? new SpendingMeter(options.BaseUri.GetLeftPart(UriPartial.Authority), new Budget { CommonPrices = PriceFile.FindDefault() });
        _options = options;
        Client = new MistralClient(options with { Guard = Meter });
        Models = new KnownModels(Client);
    }

    /// <summary>The name of the saved connection; null if it isn't saved.</summary>
    public string? Name { get; internal init; }

    /// <summary>The base address: the part before <c>/v1</c>.</summary>
    public Uri BaseUri => Client.BaseUri;

    /// <summary>The source of the base address: a parameter, an environment variable, a saved connection, or the default.</summary>
    public string BaseUriSource { get; internal init; } = "default";

    /// <summary>The source of the API key; never the key itself.</summary>
    public string KeySource => _options.KeySource.Description;

    /// <summary>The model of chat cmdlets without -Model.</summary>
    public string? DefaultModel { get; internal init; }

    /// <summary>The source of the Admin API key, never the key itself; null without one.</summary>
    public string? AdminKeySource => _options.AdminKeySource?.Description;

    /// <summary>The id of the key, never the key itself; null if unknown.</summary>
    public string? ApiKeyId { get; internal init; }

    /// <summary>The name of the key's workspace; null if unknown.</summary>
    public string? Workspace { get; internal init; }

    /// <summary>When the key expires; null if unknown.</summary>
    public DateTimeOffset? ExpiresOn { get; internal init; }

    /// <summary>How many full days the key is still valid: 0 on its last day, negative after its expiry, null if unknown.</summary>
    public int? DaysLeft => KeyExpiry.GetDaysLeft(ExpiresOn);

    /// <summary>The time limit for opening a connection, in seconds.</summary>
    public double ConnectionTimeoutSeconds => _options.ConnectionTimeout.TotalSeconds;

    /// <summary>The time limit until the server sends the next data, in seconds.</summary>
    public double OperationTimeoutSeconds => _options.OperationTimeout.TotalSeconds;

    /// <summary>The maximum number of retries after a temporary error.</summary>
    public int MaximumRetryCount => _options.Retry.MaximumRetryCount;

    /// <summary>The address of the proxy; null if none was specified.</summary>
    public Uri? Proxy => (_options.Proxy as WebProxy)?.Address;

    /// <summary>When the connection was opened.</summary>
    public DateTimeOffset ConnectedAt { get; } = DateTimeOffset.Now;

    /// <summary>The usage in this session so far.</summary>
    public ConnectionUsage Usage => Meter.Sum;

    /// <summary>The budget and what is left of it; null without a budget.</summary>
    public BudgetStatus? Budget => Meter.GetStatus();

    /// <summary>The prices with which costs are calculated; null without them.</summary>
    public PriceTable? Prices => Meter.Budget.Prices ?? Meter.Budget.CommonPrices;

    /// <summary>The model of chat cmdlets without -Model, with the module's default.</summary>
    internal string ChatModel => DefaultModel ?? "mistral-small-latest";

    internal MistralClient Client { get; }

    /// <summary>The models that the connection can use.</summary>
    internal KnownModels Models { get; }

    /// <summary>Counts the usage, and stops requests when the budget is used up.</summary>
    internal SpendingMeter Meter { get; }

    internal ApiKeySource Keys => _options.KeySource;

    internal ApiKeySource? AdminKeys => _options.AdminKeySource;

    /// <summary>The address as the user specified it, before it was normalized.</summary>
    internal Uri GivenBaseUri => _options.BaseUri;

    /// <summary>Creates a copy of this connection with the current keys of its vault. Runs on the pipeline thread only.</summary>
    /// <exception cref="SecretVaultException">The key can't be read.</exception>
    internal MistralConnection Renew(SavedConnection saved, CancellationToken cancellationToken) => new(_options with { KeySource = ConnectionFactory.GetKeySource(saved, cancellationToken) }, Meter)
    {
        Name = Name,
        BaseUriSource = BaseUriSource,
        DefaultModel = DefaultModel,
        ExpiresOn = saved.ExpiresOn,
        ApiKeyId = saved.ApiKeyId,
        Workspace = saved.WorkspaceName,
    };

    /// <summary>Removes the keys of this connection and of the environment from a text that goes to another place.</summary>
    internal string HideKeys(string text)
    {
        foreach (ApiKeySource source in new[] { _options.KeySource, _options.AdminKeySource, EnvironmentKeys.Find() }.OfType<ApiKeySource>())
        {
            text = new KeyRedactor(source.LastKey).Hide(text)!;
        }

        return text;
    }

    /// <summary>Returns true on the first call for a text on this connection.</summary>
    internal bool FirstTime(string what) => _told.TryAdd(what, true);

    /// <inheritdoc/>
    public override string ToString() => Name ?? BaseUri.Host;
}

using System.Collections.Generic;
using System.Threading;
using Mistral.Client;
using Mistral.PowerShell.AI.Cache;
using Mistral.PowerShell.AI.Redaction;

namespace Mistral.PowerShell.AI.Answers;

/// <summary>The way of the requests of one exchange, if they are redacted or may be answered from the cache.</summary>
internal sealed class ExchangeRoute
{
    private readonly CachingSender? _cache;

    public ExchangeRoute(IRequestSender sender, CachingSender? cache, Redactor? redactor)
    {
        _cache = cache;
        Redactor = redactor;
        Endpoints = new ModelEndpoints(sender);
    }

    /// <summary>The operations.</summary>
    public ModelEndpoints Endpoints { get; }

    /// <summary>Redacts and restores; null without redaction.</summary>
    public Redactor? Redactor { get; }

    /// <summary>Whether the last response is from the cache.</summary>
    public bool IsFromCache => _cache?.IsFromCache is true;

    /// <summary>Gets the body as it is sent.</summary>
    public RequestBody GetSent(RequestBody body) => Redactor?.Redact(body, new()) ?? body;

    /// <summary>Restores the values in a stream.</summary>
    public IAsyncEnumerable<ChatCompletionChunk> Restore(IAsyncEnumerable<ChatCompletionChunk> chunks, CancellationToken cancellationToken) =>
        Redactor is null ? chunks : StreamRestorer.RestoreAsync(chunks, Redactor, cancellationToken);

    /// <summary>Restores the values in a stream.</summary>
    public IAsyncEnumerable<ConversationStreamEvent> Restore(IAsyncEnumerable<ConversationStreamEvent> events, CancellationToken cancellationToken) =>
        Redactor is null ? events : StreamRestorer.RestoreAsync(events, Redactor, cancellationToken);
}

using System;
using System.Collections.Generic;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.Client.Streaming;

namespace Mistral.PowerShell.Operations;

/// <summary>A response that is a stream of events, each with one object.</summary>
/// <param name="client">The client.</param>
/// <param name="request">The request.</param>
internal sealed class ObjectStream(MistralClient client, MistralRequest request)
{
    /// <summary>Reads the objects as they arrive, each with the id of its event, or null.</summary>
    /// <param name="progress">Receives what happens on the wire.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="MistralApiException">The request failed, at its start or during the stream.</exception>
    public async IAsyncEnumerable<(string? Id, JsonElement Item)> ReadAsync(IProgress<TransportEvent> progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using StreamingResponse reply = await client.OpenAsync(request, progress, cancellationToken).ConfigureAwait(false);
        SseParser<(EventKind Kind, JsonElement Item)> parser = EventStream.CreateParser(reply, (name, data) => Parse(name, data, reply));
        await foreach (SseItem<(EventKind Kind, JsonElement Item)> read in parser.EnumerateAsync(cancellationToken).ConfigureAwait(false))
        {
            if (read.Data.Kind is EventKind.End)
            {
                yield break;
            }

            if (read.Data.Kind is not EventKind.KeepAlive)
            {
                yield return (parser.LastEventId is { Length: > 0 } id ? id : null, read.Data.Item);
            }
        }
    }

    private static (EventKind Kind, JsonElement Item) Parse(string name, ReadOnlySpan<byte> data, StreamingResponse reply)
    {
        EventKind kind = EventStream.GetKind(name, data, reply);
        return kind is EventKind.End or EventKind.KeepAlive ? (kind, default)
            : EventStream.TryParseJson(data, reply) is { ValueKind: JsonValueKind.Object } item ? (EventKind.Data, item)
            : throw reply.CreateFailure(MistralErrorKind.InvalidResponse, "An event of the stream isn't the expected JSON.");
    }
}

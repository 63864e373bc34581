using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client.Audio;
using Mistral.Client.Json;
using Mistral.Client.Streaming;
using Mistral.Client.Transport;

namespace Mistral.Client;

/// <summary>Speech to text and text to speech: <c>/v1/audio</c>.</summary>
public sealed class AudioOperations
{
    private const string TranscriptionPath = "/v1/audio/transcriptions";
    private const string SpeechPath = "/v1/audio/speech";
    private const string SpeechDone = "speech.audio.done";
    private const string EventStreamType = "text/event-stream";

    private readonly HttpTransport _transport;

    internal AudioOperations(HttpTransport transport)
    {
        _transport = transport;
    }

    /// <summary>Transcribes a recording. A local file is read from disk as it is sent.</summary>
    /// <param name="request">The recording.</param>
    /// <param name="follow">Receives how many bytes of a local file have been sent.</param>
    /// <param name="progress">Receives the events of the transport.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="MistralApiException">The request failed, or the response has no text.</exception>
    public async Task<TranscriptionResponse> TranscribeAsync(
        TranscriptionRequest request, Action<long>? follow = null, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        MistralRequest message = new("POST", TranscriptionPath) { Body = request.CreateForm(isStream: false, follow), IsRepeatable = true, Model = request.Model };
        MistralResponse response = await _transport.SendAsync(message, progress, cancellationToken).ConfigureAwait(false);
        return Read(response.ReadJson()) ?? throw response.CreateInvalid("The response has no text of the recording.");
    }

    /// <summary>Transcribes a recording, and returns the events as they arrive. The last one is of the type <see cref="AudioEvent.TranscriptionDone"/>.</summary>
    /// <inheritdoc cref="TranscribeAsync"/>
    public async IAsyncEnumerable<AudioEvent> StreamTranscriptionAsync(
        TranscriptionRequest request, Action<long>? follow = null, IProgress<TransportEvent>? progress = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        MistralRequest message = new("POST", TranscriptionPath) { Body = request.CreateForm(isStream: true, follow), IsRepeatable = true, Model = request.Model, Accept = EventStreamType };
        await foreach (AudioEvent item in StreamAsync(message, AudioEvent.TranscriptionDone, progress, cancellationToken).ConfigureAwait(false))
        {
            yield return item;
        }
    }

    /// <summary>Reads the whole transcription out of a response, or out of the last event; null if it has no text.</summary>
    /// <param name="json">The fields, as the API names them.</param>
    public static TranscriptionResponse? Read(JsonElement json) => LenientJson.GetText(json, "text") is not { } text ? null : new(
        text,
        LenientJson.GetText(json, "language"),
        LenientJson.GetText(json, "model"),
        LenientJson.GetMember(json, "segments") is { ValueKind: JsonValueKind.Array } segments ? [.. segments.EnumerateArray().Select(ReadPart)] : [],
        ReadUsage(json));

    /// <summary>Reads a part of a transcription.</summary>
    /// <param name="json">The fields, as the API names them.</param>
    public static TranscriptionPart ReadPart(JsonElement json) => new(
        LenientJson.GetText(json, "text") ?? string.Empty, GetNumber(json, "start"), GetNumber(json, "end"), LenientJson.GetText(json, "speaker_id"), GetNumber(json, "score"));

    /// <summary>Speaks a text.</summary>
    /// <param name="request">The text and the options.</param>
    /// <param name="progress">Receives the events of the transport.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The sound.</returns>
    /// <exception cref="MistralApiException">The request failed, or the response has no sound.</exception>
    public async Task<byte[]> SpeakAsync(SpeechRequest request, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        MistralResponse response = await _transport.SendAsync(CreateRequest(request with { Stream = null }, "application/json"), progress, cancellationToken).ConfigureAwait(false);
        return GetSound(response.ReadJson()) is { Length: > 0 } sound ? sound : throw response.CreateInvalid("The response has no sound.");
    }

    /// <summary>Speaks a text, and returns the pieces of the sound as they arrive.</summary>
    /// <inheritdoc cref="SpeakAsync"/>
    public async IAsyncEnumerable<byte[]> StreamSpeechAsync(
        SpeechRequest request, IProgress<TransportEvent>? progress = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (AudioEvent item in StreamAsync(CreateRequest(request with { Stream = true }, EventStreamType), SpeechDone, progress, cancellationToken).ConfigureAwait(false))
        {
            if (GetSound(item.Json) is { Length: > 0 } sound)
            {
                yield return sound;
            }
        }
    }

    /// <summary>Requests the recording that a voice was made from, and returns when it begins.</summary>
    /// <param name="voiceId">The id of the voice.</param>
    /// <param name="progress">Receives the events of the transport.</param>
    /// <param name="cancellationToken">Cancels the request, and reading the sound as well.</param>
    /// <exception cref="MistralApiException">The request failed.</exception>
    public Task<StreamingResponse> OpenSampleAsync(string voiceId, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default) =>
        _transport.OpenAsync(new MistralRequest("GET", $"/v1/audio/voices/{MistralRequest.EscapeSegment(voiceId)}/sample") { Accept = "*/*" }, progress, cancellationToken);

    private static MistralRequest CreateRequest(SpeechRequest request, string accept) => new("POST", SpeechPath)
    {
        Accept = accept,
        Body = RequestBody.Json(JsonSerializer.SerializeToUtf8Bytes(request, AudioJson.Context.SpeechRequest)),
        IsRepeatable = true,
        Model = request.Model,
    };

    private async IAsyncEnumerable<AudioEvent> StreamAsync(
        MistralRequest message, string doneType, IProgress<TransportEvent>? progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using StreamingResponse response = await _transport.OpenAsync(message, progress, cancellationToken).ConfigureAwait(false);
        bool isDone = false;
        await foreach (SseItem<(EventKind Kind, AudioEvent? Event)> read in EventStream.Read(response, (name, data) => ReadEvent(name, data, response), cancellationToken).ConfigureAwait(false))
        {
            if (read.Data.Kind is EventKind.End)
            {
                break;
            }

            if (read.Data.Event is { } item)
            {
                isDone |= item.Type == doneType;
                yield return item;
            }
        }

        if (!isDone)
        {
            throw TransportFailure.Truncated(response.Operation, response.Body.Position);
        }
    }

    private static (EventKind Kind, AudioEvent? Event) ReadEvent(string name, ReadOnlySpan<byte> data, StreamingResponse response)
    {
        EventKind kind = EventStream.GetKind(name, data, response);
        if (kind is not EventKind.Data || EventStream.TryParseJson(data, response) is not { ValueKind: JsonValueKind.Object } json)
        {
            return (kind, null);
        }

        string? type = LenientJson.GetText(json, "type") ?? (name == SseParser.EventTypeDefault ? null : name);
        return EventStream.FindFailure(type, data, isBare: type is null, response) is { } failure ? throw failure
            : (kind, type is null ? null : new AudioEvent(type, json));
    }

    private static byte[]? GetSound(JsonElement json)
    {
        try
        {
            return LenientJson.GetMember(json, "audio_data") is { ValueKind: JsonValueKind.String } data ? data.GetBytesFromBase64() : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static double? GetNumber(JsonElement json, string name) =>
        LenientJson.GetMember(json, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out double value) ? value : null;

    private static TokenUsage? ReadUsage(JsonElement json)
    {
        try
        {
            return LenientJson.GetMember(json, "usage") is { ValueKind: JsonValueKind.Object } usage ? usage.Deserialize(AudioJson.Context.TokenUsage) : null;
        }
        catch (JsonException)
        {
            // The transcription is complete without its usage.
            return null;
        }
    }
}

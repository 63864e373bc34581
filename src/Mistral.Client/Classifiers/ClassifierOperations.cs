using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client.Chat;
using Mistral.Client.Classifiers;
using Mistral.Client.Json;
using Mistral.Client.Transport;

namespace Mistral.Client;

/// <summary>Moderation and classification of texts and conversations.</summary>
public sealed class ClassifierOperations
{
    private readonly HttpTransport _transport;

    internal ClassifierOperations(HttpTransport transport)
    {
        _transport = transport;
    }

    /// <summary>Moderates inputs: <c>POST /v1/moderations</c>, or <c>/v1/chat/moderations</c> for conversations.</summary>
    /// <param name="request">The inputs.</param>
    /// <param name="progress">Receives the events of the transport.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="MistralApiException">The request failed, or the response has no clear result for each input.</exception>
    public Task<ClassifierResponse<ModerationScores>> ModerateAsync(
        ClassifierRequest request, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default) =>
        SendAsync(request, "moderations", isNested: false, ReadModerations, progress, cancellationToken);

    /// <summary>Classifies inputs: <c>POST /v1/classifications</c>, or <c>/v1/chat/classifications</c> for conversations.</summary>
    /// <inheritdoc cref="ModerateAsync"/>
    public Task<ClassifierResponse<ClassificationScores>> ClassifyAsync(
        ClassifierRequest request, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default) =>
        SendAsync(request, "classifications", isNested: true, ReadClassifications, progress, cancellationToken);

    /// <summary>Reads the response to a moderation.</summary>
    /// <param name="response">The response.</param>
    /// <param name="count">The number of inputs.</param>
    internal static ClassifierResponse<ModerationScores> ReadModerations(MistralResponse response, int count) => Read(response, count, ReadModeration);

    /// <summary>Reads the response to a classification.</summary>
    /// <inheritdoc cref="ReadModerations"/>
    internal static ClassifierResponse<ClassificationScores> ReadClassifications(MistralResponse response, int count) => Read(response, count, ReadClassification);

    private async Task<ClassifierResponse<T>> SendAsync<T>(
        ClassifierRequest request, string operation, bool isNested, Func<MistralResponse, int, ClassifierResponse<T>> read, IProgress<TransportEvent>? progress, CancellationToken cancellationToken)
        where T : class
    {
        MistralRequest message = new("POST", request.Conversations.Count > 0 ? $"/v1/chat/{operation}" : $"/v1/{operation}")
        {
            Body = CreateBody(request, isNested),
            IsRepeatable = true,
            Model = request.Model,
        };
        return read(await _transport.SendAsync(message, progress, cancellationToken).ConfigureAwait(false), request.Count);
    }

    private static ClassifierResponse<T> Read<T>(MistralResponse response, int count, Func<JsonElement, T?> read)
        where T : class
    {
        JsonElement json = response.ReadJson();
        T?[] results = json.ValueKind is JsonValueKind.Object && json.TryGetProperty("results", out JsonElement list) && list.ValueKind is JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(read)]
            : [];

        // A missing or unclear result must not count as harmless.
        return results.Length == count && Array.TrueForAll(results, r => r is not null)
            ? new ClassifierResponse<T>(LenientJson.GetText(json, "id"), LenientJson.GetText(json, "model"), results!, ReadUsage(json))
            : throw response.CreateInvalid($"The server returned {results.Count(r => r is not null)} readable results for {count} inputs.");
    }

    private static RequestBody CreateBody(ClassifierRequest request, bool isNested)
    {
        DeferredMedia media = new();
        using MemoryStream json = new();
        using (Utf8JsonWriter writer = new(json, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("model", request.Model);
            if (request.Metadata is { } metadata)
            {
                writer.WritePropertyName("metadata");
                metadata.WriteTo(writer);
            }

            writer.WriteStartArray("input");
            foreach (string text in request.Texts)
            {
                writer.WriteStringValue(Utf16.ReplaceHalves(text));
            }

            foreach (IReadOnlyList<ChatMessage> conversation in request.Conversations)
            {
                if (isNested)
                {
                    writer.WriteStartObject();
                    writer.WritePropertyName("messages");
                }

                writer.WriteStartArray();
                foreach (ChatMessage one in conversation)
                {
                    JsonSerializer.Serialize(writer, one.ForReplay(media), ChatJson.Context.ChatMessage);
                }

                writer.WriteEndArray();
                if (isNested)
                {
                    writer.WriteEndObject();
                }
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return media.Fill(json.ToArray());
    }

    private static ModerationScores? ReadModeration(JsonElement result)
    {
        if (result.ValueKind is not JsonValueKind.Object || !result.TryGetProperty("categories", out JsonElement given) || given.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        Dictionary<string, bool> categories = new(StringComparer.Ordinal);
        foreach (JsonProperty category in given.EnumerateObject())
        {
            if (category.Value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            {
                return null;
            }

            categories[category.Name] = category.Value.GetBoolean();
        }

        return categories.Count > 0 && result.TryGetProperty("category_scores", out JsonElement scores) && ReadScores(scores) is { } read
            ? new ModerationScores(categories, read)
            : null;
    }

    private static ClassificationScores? ReadClassification(JsonElement result)
    {
        if (result.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        Dictionary<string, IReadOnlyDictionary<string, double>> targets = new(StringComparer.Ordinal);
        foreach (JsonProperty target in result.EnumerateObject())
        {
            if (target.Value.ValueKind is not JsonValueKind.Object || !target.Value.TryGetProperty("scores", out JsonElement scores) || ReadScores(scores) is not { Count: > 0 } read)
            {
                return null;
            }

            targets[target.Name] = read;
        }

        return targets.Count > 0 ? new ClassificationScores(targets) : null;
    }

    private static Dictionary<string, double>? ReadScores(JsonElement given)
    {
        if (given.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        Dictionary<string, double> scores = new(StringComparer.Ordinal);
        foreach (JsonProperty score in given.EnumerateObject())
        {
            if (score.Value.ValueKind is not JsonValueKind.Number || !score.Value.TryGetDouble(out double value))
            {
                return null;
            }

            scores[score.Name] = value;
        }

        return scores;
    }

    private static TokenUsage? ReadUsage(JsonElement json)
    {
        try
        {
            return json.TryGetProperty("usage", out JsonElement usage) ? usage.Deserialize(UsageJson.Context.TokenUsage) : null;
        }
        catch (JsonException)
        {
            // The API doesn't document the usage, and nothing depends on it.
            return null;
        }
    }
}

using System;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Mistral.Client;

/// <summary>A whole reply.</summary>
public sealed class MistralReply
{
    private readonly MistralRequest _request;

    internal MistralReply(MistralRequest request, ReplyMetadata metadata, byte[] body)
    {
        _request = request;
        Metadata = metadata;
        Body = body;
    }

    /// <summary>What the headers tell.</summary>
    public ReplyMetadata Metadata { get; }

    /// <summary>The body's bytes.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Reads the body as JSON.</summary>
    /// <exception cref="MistralApiException">It is empty, or not JSON.</exception>
    public JsonElement ReadJson() => Read(static body =>
    {
        Utf8JsonReader reader = new(body);
        JsonElement element = JsonElement.ParseValue(ref reader);
        return reader.Read() ? throw new JsonException("There is more after the end of the JSON value.") : element;
    });

    /// <summary>Reads the body as one type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="isWhole">Whether what has to be there is: a null passes for any list or object.</param>
    internal T ReadJson<T>(JsonTypeInfo<T> type, Func<T, bool> isWhole)
        where T : class =>
        Read(body => JsonSerializer.Deserialize(body, type) is { } value && isWhole(value) ? value : throw new JsonException(), type);

    private T Read<T>(Reader<T> read, JsonTypeInfo? type = null)
    {
        if (Body.IsEmpty)
        {
            throw Invalid("The reply is empty.");
        }

        try
        {
            return read(Body.Span);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or FormatException)
        {
            throw Invalid(Metadata.IsJson
                ? $"The reply is not the JSON that was expected{JsonPlace.Of(e)}{MissingJson.In(Body.Span, type)}."
                : $"The server answered with {Metadata.ContentType} in place of JSON. Is a proxy or a login page in between?");
        }
    }

    private MistralApiException Invalid(string message) => new(MistralErrorKind.InvalidResponse, message)
    {
        StatusCode = Metadata.StatusCode,
        CorrelationId = Metadata.CorrelationId,
        Operation = _request.Operation,
    };

    private delegate T Reader<T>(ReadOnlySpan<byte> body);
}

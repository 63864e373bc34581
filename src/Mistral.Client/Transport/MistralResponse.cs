using System;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Mistral.Client.Authentication;
using Mistral.Client.Json;
using Mistral.Client.Transport;

namespace Mistral.Client;

/// <summary>A complete response.</summary>
public sealed class MistralResponse
{
    private readonly MistralRequest _request;
    private readonly KeyRedactor _redactor;

    internal MistralResponse(MistralRequest request, ReplyMetadata metadata, KeyRedactor redactor, ReadOnlyMemory<byte> body)
    {
        _request = request;
        _redactor = redactor;
        Metadata = metadata;
        Body = body;
    }

    /// <summary>Creates a response that was kept from an earlier request.</summary>
    internal static MistralResponse FromCache(MistralRequest request, string? contentType, ReadOnlyMemory<byte> body) =>
        new(request, ReplyMetadata.FromCache(contentType), new KeyRedactor(key: null), body);

    /// <summary>The data of the response headers.</summary>
    public ReplyMetadata Metadata { get; }

    /// <summary>Removes the key from errors that quote the body.</summary>
    internal KeyRedactor Redactor => _redactor;

    /// <summary>Whether the body contains the key of the request.</summary>
    internal bool HasKey => _redactor.IsIn(Body);

    /// <summary>The body's bytes.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Creates the same response with another body.</summary>
    internal MistralResponse With(ReadOnlyMemory<byte> body) => body.Equals(Body) ? this : new MistralResponse(_request, Metadata, _redactor, body);

    /// <summary>Whether the body is a JSON array, as in the specification's example of the model list.</summary>
    internal bool IsArray => LenientJson.TryParse(Body.Span)?.ValueKind is JsonValueKind.Array;

    /// <summary>Reads the body as JSON.</summary>
    /// <exception cref="MistralApiException">The body is empty, isn't JSON, or is an error with the status of a success.</exception>
    public JsonElement ReadJson()
    {
        JsonElement value = Read(LenientJson.Parse);
        return ErrorReply.IsDeclared(value) ? throw CreateFailure(ErrorReply.FindIn(value, isBare: true, _redactor)!) : value;
    }

    /// <summary>Reads the body as one type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="isWhole">Checks that the required fields are present, because the serializer accepts null for any list or object.</param>
    internal T ReadJson<T>(JsonTypeInfo<T> type, Func<T, bool> isWhole)
        where T : class =>
        Read(body => LenientJson.Deserialize(body, type) is { } value && isWhole(value) ? value : throw new JsonException(), type);

    private T Read<T>(Reader<T> read, JsonTypeInfo? type = null)
    {
        if (Body.IsEmpty)
        {
            throw CreateInvalid("The response is empty.");
        }

        try
        {
            return read(Body.Span);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or FormatException)
        {
            if (type is not null && ErrorReply.FindIn(Body.Span, isBare: true, _redactor) is { } error)
            {
                throw CreateFailure(error);
            }

            throw CreateInvalid(Metadata.IsJson
                ? $"The response isn't the expected JSON{JsonPlace.Of(e)}{MissingJson.In(Body.Span, type)}."
                : $"Expected JSON, got a response with {Metadata.ContentType}. It may come from a proxy or a login page.");
        }
    }

    /// <summary>Creates the error of a response that isn't valid.</summary>
    internal MistralApiException CreateInvalid(string message) => CreateFailure(MistralErrorKind.InvalidResponse, message, error: null);

    private MistralApiException CreateFailure(ErrorReply error) =>
        CreateFailure(MistralErrorKind.ServerError, error.Message ?? "The server returned an error without a message.", error);

    private MistralApiException CreateFailure(MistralErrorKind kind, string message, ErrorReply? error) => new(kind, message)
    {
        StatusCode = Metadata.StatusCode,
        ErrorCode = error?.Code,
        ErrorType = error?.Type,
        CorrelationId = Metadata.CorrelationId,
        Operation = _request.Operation,
    };

    private delegate T Reader<T>(ReadOnlySpan<byte> body);
}

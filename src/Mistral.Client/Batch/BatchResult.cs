using System;
using System.Text;
using System.Text.Json;
using Mistral.Client.Authentication;
using Mistral.Client.Batch;
using Mistral.Client.Json;
using Mistral.Client.Transport;

namespace Mistral.Client;

/// <summary>What became of one request of a batch job: a line of its output file or of its error file.</summary>
public sealed class BatchResult
{
    private readonly string _endpoint;
    private readonly KeyRedactor _redactor;

    private BatchResult(JsonElement json, string endpoint, KeyRedactor redactor)
    {
        _endpoint = endpoint;
        _redactor = redactor;
        Json = json;
        Id = LenientJson.GetText(json, "id");
        CustomId = BatchField.GetCustomId(json);
        JsonElement response = LenientJson.GetMember(json, "response");
        Body = LenientJson.GetMember(response, "body");
        StatusCode = LenientJson.GetMember(response, "status_code") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out int status) ? status : null;
        Failure = FindFailure();
    }

    /// <summary>All fields, as the API names them.</summary>
    public JsonElement Json { get; }

    /// <summary>The id of the result; null without one.</summary>
    public string? Id { get; }

    /// <summary>The custom id of the request; null without one.</summary>
    public string? CustomId { get; }

    /// <summary>The HTTP status that the request would have had by itself; null without one.</summary>
    public int? StatusCode { get; }

    /// <summary>The response that the request would have had by itself.</summary>
    public JsonElement Body { get; }

    /// <summary>Why the request failed; null if it succeeded.</summary>
    public MistralApiException? Failure { get; }

    /// <summary>Reads one line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="endpoint">The path of the operation.</param>
    /// <param name="redactor">Removes the key from errors.</param>
    /// <exception cref="JsonException">The line isn't a JSON object.</exception>
    internal static BatchResult Parse(ReadOnlySpan<byte> line, string endpoint, KeyRedactor redactor) =>
        LenientJson.Parse(line) is { ValueKind: JsonValueKind.Object } json ? new BatchResult(json, endpoint, redactor) : throw new JsonException("A result must be a JSON object.");

    /// <summary>Reads the body as the response of a chat or of a completion of code.</summary>
    /// <exception cref="MistralApiException">It isn't one.</exception>
    internal ChatCompletion ReadChat() => Chat.CompletionExchange.Read(CreateResponse());

    /// <summary>Reads the body as embeddings.</summary>
    /// <inheritdoc cref="ReadChat"/>
    internal EmbeddingReply ReadEmbeddings() => EmbeddingOperations.Read(CreateResponse(), Count("data"));

    /// <summary>Reads the body as moderations.</summary>
    /// <inheritdoc cref="ReadChat"/>
    internal ClassifierResponse<ModerationScores> ReadModerations() => ClassifierOperations.ReadModerations(CreateResponse(), Count("results"));

    /// <summary>Reads the body as classifications.</summary>
    /// <inheritdoc cref="ReadChat"/>
    internal ClassifierResponse<ClassificationScores> ReadClassifications() => ClassifierOperations.ReadClassifications(CreateResponse(), Count("results"));

    /// <summary>Reads the body as recognised text.</summary>
    /// <inheritdoc cref="ReadChat"/>
    internal OcrResponse ReadOcr() => OcrOperations.Read(CreateResponse());

    private int Count(string list) => LenientJson.GetMember(Body, list) is { ValueKind: JsonValueKind.Array } items ? items.GetArrayLength() : 0;

    private MistralResponse CreateResponse() => new(
        new MistralRequest("POST", _endpoint),
        new ReplyMetadata { StatusCode = StatusCode ?? 200, IsJson = true },
        _redactor,
        Body.ValueKind is JsonValueKind.Undefined ? [] : Encoding.UTF8.GetBytes(Body.GetRawText()));

    private MistralApiException? FindFailure()
    {
        JsonElement error = LenientJson.GetMember(Json, "error");
        bool isRefused = StatusCode is >= 400;
        if (!isRefused && !ErrorReply.Says(error) && !ErrorReply.IsDeclared(Body) && Body.ValueKind is JsonValueKind.Object)
        {
            return null;
        }

        JsonElement said = ErrorReply.Says(error) ? error : Body;
        ErrorReply reply = ErrorReply.Read(said.ValueKind is JsonValueKind.Undefined ? default : Encoding.UTF8.GetBytes(said.GetRawText()), _redactor);
        return new MistralApiException(
            isRefused ? ApiErrors.GetKind(StatusCode!.Value) : MistralErrorKind.ServerError,
            reply.Message ?? (isRefused ? $"The server refused the request with status {StatusCode}." : "The server returned neither a response nor an error."))
        {
            StatusCode = StatusCode,
            ErrorCode = reply.Code,
            ErrorType = reply.Type,
            ValidationErrors = reply.Details,
            Operation = $"POST {_endpoint}",
        };
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Mistral.Client;
using Mistral.Client.Chat;
using Mistral.PowerShell.AI.Schemas;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Chat;
using Mistral.PowerShell.Features.Moderation;
using Mistral.PowerShell.Features.Ocr;

namespace Mistral.PowerShell.Features.Batch;

/// <summary>Makes of a result the objects that the direct cmdlet gives; on the pipeline thread only, where types run their code.</summary>
/// <param name="schema">The form of the answers that the user wants; null for that of the request.</param>
/// <param name="getPath">Converts a PowerShell path to a path of the file system.</param>
internal sealed class BatchOutput(AnswerSchema? schema, Func<string, string> getPath)
{
    private const string InvalidHint =
        "Receive the batch again with another -Schema, with optional fields ('?'), or ask again: pipe the TargetObject of the error to Start-MistralBatch. The exception's Answer property contains the text.";

    // The last schema of each field, because nearly all requests of a batch have the same ones.
    private readonly Dictionary<string, (string Format, AnswerSchema? Schema)> _last = new(StringComparer.Ordinal);

    /// <summary>Whether answers are text alone.</summary>
    public bool AsText { get; init; }

    /// <summary>Makes the objects.</summary>
    /// <param name="result">The result.</param>
    /// <param name="endpoint">The path of the operation.</param>
    /// <param name="body">The body of the request; undefined if it isn't known.</param>
    /// <param name="row">The row of the request; 0 if it isn't known.</param>
    /// <param name="target">The input, which errors are about.</param>
    /// <exception cref="MistralApiException">The result isn't one of the operation.</exception>
    /// <exception cref="ErrorRecordException">An answer failed or doesn't match the schema.</exception>
    public (IReadOnlyList<object?> Objects, TokenUsage? Usage) Create(BatchResult result, string endpoint, JsonElement body, int row, object target) =>
        endpoint == BatchEndpoint.Chat.Path || endpoint == BatchEndpoint.Fim.Path ? CreateReplies(result.ReadChat(), body, target)
        : endpoint == BatchEndpoint.Embedding.Path ? CreateEmbeddings(result.ReadEmbeddings(), body, row)
        : endpoint == BatchEndpoint.Moderation.Path || endpoint == BatchEndpoint.ChatModeration.Path ? CreateModerations(result.ReadModerations(), body, row)
        : endpoint == BatchEndpoint.Classification.Path || endpoint == BatchEndpoint.ChatClassification.Path ? CreateClassifications(result.ReadClassifications(), body, row)
        : endpoint == BatchEndpoint.Ocr.Path ? ([CreateOcr(result, body, target)], null)
        : ([JsonObjects.Convert(result.Body)], null);

    /// <summary>Gets the text that a request is about: the last message, the text to embed, or the document. Null without one.</summary>
    public static string? FindText(JsonElement body)
    {
        if (JsonFields.GetMember(body, "messages") is { ValueKind: JsonValueKind.Array } messages && messages.GetArrayLength() > 0)
        {
            JsonElement content = JsonFields.GetMember(messages[messages.GetArrayLength() - 1], "content");
            return content.ValueKind is JsonValueKind.String ? content.GetString()
                : content.ValueKind is JsonValueKind.Array ? string.Concat(content.EnumerateArray().Select(c => JsonFields.GetText(c, "text")))
                : null;
        }

        return GetTexts(body).FirstOrDefault()
            ?? JsonFields.GetText(body, "prompt")
            ?? (JsonFields.GetMember(body, "document") is { ValueKind: JsonValueKind.Object } document ? GetAddress(document) : null);
    }

    private (IReadOnlyList<object?> Objects, TokenUsage? Usage) CreateReplies(ChatCompletion completion, JsonElement body, object target)
    {
        AnswerSchema? wanted = AsText ? null : schema ?? FindSchema(body, "response_format");
        ChatMessage[] asked = GetMessages(body);
        List<object?> made = [];
        foreach (ChatChoice choice in completion.Choices)
        {
            if (choice.GetFailure() is { } failure)
            {
                throw failure;
            }

            string text = choice.GetLastMessage().ToString();
            if (wanted is not null && choice.GetToolCalls().Length == 0)
            {
                IReadOnlyList<string> problems = wanted.TryConvert(text, out object?[] answers);
                made.AddRange(problems.Count == 0 ? answers : throw new AnswerException(text, choice.IsCut ? ["it was cut off at the limit of tokens", .. problems] : problems, target, InvalidHint));
                continue;
            }

            ToolRoundState state = choice.GetToolCalls().Length > 0 ? ToolRoundState.NotRun : ToolRoundState.None;
            made.Add(AsText ? text : ChatOutput.CreateReply(completion, choice, asked, [], state));
        }

        return (made, completion.Usage);
    }

    private static ChatMessage[] GetMessages(JsonElement body) => JsonFields.GetMember(body, "messages") is { ValueKind: JsonValueKind.Array } messages
        ? [.. messages.EnumerateArray().Select(m => m.Deserialize(ChatJson.Context.ChatMessage)).OfType<ChatMessage>()]
        : [];

    private AnswerSchema? FindSchema(JsonElement body, string field)
    {
        if (JsonFields.GetMember(JsonFields.GetMember(JsonFields.GetMember(body, field), "json_schema"), "schema") is not { ValueKind: JsonValueKind.Object } format)
        {
            return null;
        }

        string text = format.GetRawText();
        if (!_last.TryGetValue(field, out (string Format, AnswerSchema? Schema) last) || last.Format != text)
        {
            _last[field] = last = (text, AnswerSchema.Create(text, type: null, getPath));
        }

        return last.Schema;
    }

    private static (IReadOnlyList<object?> Objects, TokenUsage? Usage) CreateEmbeddings(EmbeddingReply reply, JsonElement body, int row)
    {
        string[] texts = GetTexts(body);
        EmbeddingDataType type = Enum.TryParse(JsonFields.GetText(body, "output_dtype"), ignoreCase: true, out EmbeddingDataType given) ? given : EmbeddingDataType.Float;
        return ([.. reply.Data.Select(v => new Embedding
        {
            Text = v.Index < texts.Length ? texts[v.Index] : string.Empty,
            Vector = v.Embedding,
            Index = reply.Data.Count == 1 ? Math.Max(0, row - 1) : v.Index,
            DataType = type,
            Model = reply.Model,
        })], reply.Usage);
    }

    private static (IReadOnlyList<object?> Objects, TokenUsage? Usage) CreateModerations(ClassifierResponse<ModerationScores> response, JsonElement body, int row)
    {
        ClassifierInput[] inputs = GetInputs(body, row, response.Results.Count);
        return ([.. response.Results.Select((scores, i) => ModerationResult.Create(inputs[i], scores, response.Id, response.Model))], response.Usage);
    }

    private static (IReadOnlyList<object?> Objects, TokenUsage? Usage) CreateClassifications(ClassifierResponse<ClassificationScores> response, JsonElement body, int row)
    {
        ClassifierInput[] inputs = GetInputs(body, row, response.Results.Count);
        return ([.. response.Results.Select((scores, i) => ClassificationResult.Create(inputs[i], scores, response.Id, response.Model))], response.Usage);
    }

    // A row with one input has the position of the row.
    private static ClassifierInput[] GetInputs(JsonElement body, int row, int count)
    {
        string[] texts = GetTexts(body);
        return [.. Enumerable.Range(0, count)
            .Select(i => (Text: i < texts.Length ? texts[i] : string.Empty, Index: count == 1 ? Math.Max(0, row - 1) : i))
            .Select(i => new ClassifierInput(i.Text, i.Index, i.Text))];
    }

    private OcrResult CreateOcr(BatchResult result, JsonElement body, object target)
    {
        OcrResponse response = result.ReadOcr();
        OcrAnnotations annotations = new(schema ?? FindSchema(body, "document_annotation_format"), FindSchema(body, "bbox_annotation_format"));

        // Without the request, an annotation stays text.
        object? annotation = response.DocumentAnnotation is not { } text ? null
            : annotations.IsDocument ? GetSingle(annotations.Convert(text, target, InvalidHint))
            : text;
        return OcrResult.Create(response, FindText(body) ?? result.CustomId ?? string.Empty, annotations.CreatePages(response), annotation);
    }

    private static object? GetSingle(object?[] answers) => answers.Length == 1 ? answers[0] : answers;

    private static string[] GetTexts(JsonElement body) => JsonFields.GetMember(body, "input") switch
    {
        { ValueKind: JsonValueKind.String } text => [text.GetString()!],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Where(t => t.ValueKind is JsonValueKind.String).Select(t => t.GetString()!)],
        _ => [],
    };

    // The data of a document that went with its request say nothing to a reader, but its name does.
    private static string? GetAddress(JsonElement document)
    {
        JsonElement url = JsonFields.GetMember(document, "document_url") is { ValueKind: not JsonValueKind.Undefined } given ? given : JsonFields.GetMember(document, "image_url");
        string? address = JsonFields.GetText(document, "file_id") ?? (url.ValueKind is JsonValueKind.String ? url.GetString() : JsonFields.GetText(url, "url"));
        return address?.StartsWith("data:", StringComparison.Ordinal) is true ? JsonFields.GetText(document, "document_name") : address;
    }
}

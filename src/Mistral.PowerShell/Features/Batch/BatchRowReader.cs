using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mistral.Client;
using Mistral.Client.Batch;
using Mistral.Client.Json;
using Mistral.PowerShell.AI.Answers;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Features.Batch;

/// <summary>Makes the request of a row from what was piped; on the pipeline thread only.</summary>
/// <param name="endpoint">The operation.</param>
/// <param name="text">Writes objects as text.</param>
/// <param name="documents">Reads the documents of OCR and media of chats.</param>
internal sealed class BatchRowReader(BatchEndpoint endpoint, InputText text, BatchDocumentReader documents)
{
    private const string BodyField = "body";
    private const string ModelField = "model";

    // Properties that hold a message where nothing else says what the message is.
    private static readonly string[] s_messages = ["Message", "Prompt"];

    private static readonly JsonSerializerOptions s_compact = new() { Encoder = global::System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The question that each input is put below; null for none.</summary>
    public string? Message { get; init; }

    /// <summary>The properties that are sent; null for all.</summary>
    public string[]? Property { get; init; }

    /// <summary>The property with the custom id; null has the rows numbered.</summary>
    public string? IdProperty { get; init; }

    /// <summary>The model of requests that name none; null to leave them as they are.</summary>
    public string? Model { get; init; }

    /// <summary>What is asked of documents; null for nothing.</summary>
    public ResponseFormat? Annotation { get; init; }

    /// <summary>Fields that are added to each body.</summary>
    public IDictionary? MoreFields { get; init; }

    /// <summary>Whether the current input brings its own images, documents or sounds.</summary>
    public required Func<bool> HasOwnMedia { get; init; }

    /// <summary>Makes the request of a chat.</summary>
    public required Func<string?, IReadOnlyList<ContentChunk>, ChatRequest> CreateChat { get; init; }

    /// <summary>Reads an input.</summary>
    /// <param name="row">Its number, from 1.</param>
    /// <param name="input">The input; null for the message alone.</param>
    /// <exception cref="ErrorRecordException">It can't be sent.</exception>
    /// <exception cref="MistralApiException">It can't be written as JSON.</exception>
    public BatchRow Read(int row, PSObject? input)
    {
        if (BatchRequest.Find(input) is { } again)
        {
            return again.Body is null ? throw BatchException.InvalidRow(row, "is a request whose body is unknown.", input)
                : again.Endpoint != endpoint.Path ? throw BatchException.OtherEndpoint(row, again.Endpoint, endpoint.Path, input)
                : Complete(again.CustomId, Encoding.UTF8.GetBytes(again.Body));
        }

        object? given = input is not null && Message is null && Property is null ? FindRequest(input) : null;
        string? customId = IdProperty is not null && input is not null ? GetCustomId(row, input)
            : given is not null && GetMember(input, BatchField.CustomId) is { } own && InvariantFormatter.Of(own) is { Length: > 0 } id ? id
            : null;
        return given is null
            ? Complete(customId, CreateBody(row, input)) with { FileName = BatchDocumentReader.FindFileName(input, isPath: endpoint == BatchEndpoint.Ocr) }
            : Complete(customId, WriteBody(row, given, input!));
    }

    /// <summary>Whether an input is an object without a question: it has no message, and neither -Message nor -Property was given.</summary>
    public bool IsUnclear(PSObject input) =>
        Message is null && Property is null && endpoint != BatchEndpoint.Ocr && !HasOwnMedia() && input.BaseObject is not FileInfo && InputText.FindText(input) is null
        && BatchRequest.Find(input) is null && FindRequest(input) is null && FindMessage(input) is null;

    /// <summary>Reads a line of a file.</summary>
    /// <inheritdoc cref="Read"/>
    public BatchRow ReadLine(int row, ReadOnlySpan<byte> line, string file)
    {
        JsonElement json;
        try
        {
            json = LenientJson.Parse(line);
        }
        catch (JsonException e)
        {
            throw BatchException.InvalidLine(row, file, $"valid JSON{JsonPlace.Of(e)}");
        }

        JsonElement body = JsonFields.GetMember(json, BodyField);
        return body.ValueKind is JsonValueKind.Object
            ? Complete(BatchField.GetCustomId(json), Encoding.UTF8.GetBytes(body.GetRawText()))
            : throw BatchException.InvalidLine(row, file, "a request: it must be a JSON object with the field 'body'");
    }

    // A hashtable, or an object as ConvertFrom-Json gives it, that is a line of an input file or a body.
    private object? FindRequest(PSObject input)
    {
        if (Plain(GetMember(input, BodyField)) is IDictionary or PSObject)
        {
            return GetMember(input, BodyField);
        }

        object? field = GetMember(input, endpoint.Field);
        return input.BaseObject is IDictionary ? field is null ? null : input
            : input.BaseObject is PSCustomObject && Plain(field) is IDictionary or PSObject or IList ? input
            : null;
    }

    private static byte[] WriteBody(int row, object body, PSObject input)
    {
        object? plain = Plain(body) is PSObject or IDictionary ? body : null;
        return plain is null ? throw BatchException.InvalidRow(row, "has a body that isn't an object.", input) : PSJsonWriter.Write(WithoutId(plain, isBody: ReferenceEquals(body, input)));
    }

    // A body that was piped as it is may have its id beside its fields.
    private static object WithoutId(object body, bool isBody) => !isBody || GetMember(PSObject.AsPSObject(body), BatchField.CustomId) is null ? body
        : Plain(body) is IDictionary map ? map.Keys.Cast<object>().Where(k => InvariantFormatter.Of(k) != BatchField.CustomId).ToDictionary(InvariantFormatter.Of, k => (object?)map[k])
        : PSObject.AsPSObject(body).Properties.Where(p => p.Name != BatchField.CustomId).ToDictionary(p => p.Name, p => (object?)p.Value);

    private string GetCustomId(int row, PSObject input)
    {
        if (input.BaseObject is not IDictionary && input.Properties[IdProperty!] is null)
        {
            throw InputException.MissingProperty(IdProperty!, input.Properties.Select(p => p.Name), input);
        }

        string id = InvariantFormatter.Of(GetMember(input, IdProperty!));
        return string.IsNullOrWhiteSpace(id) ? throw BatchException.MissingId(IdProperty!, row, input) : id;
    }

    private byte[] CreateBody(int row, PSObject? input)
    {
        if (endpoint == BatchEndpoint.Chat)
        {
            // What an object brings as its image is sent as such, and the object itself only if it is asked for.
            InputContext about = input is null || (HasOwnMedia() && Property is null) ? InputContext.None : GetContext(row, input);
            string question = about.AddTo(Message) ?? (input is null ? null : FindMessage(input)) ?? throw BatchException.NoQuestion(row, input);
            using MemoryStream body = new();
            CreateChat(question, about.Media).CreateBody().CopyTo(body);
            return body.ToArray();
        }

        if (endpoint == BatchEndpoint.Ocr)
        {
            return documents.CreateOcrBody(row, input, Model, Annotation);
        }

        if (endpoint == BatchEndpoint.Embedding || endpoint == BatchEndpoint.Moderation || endpoint == BatchEndpoint.Classification)
        {
            string said = (input is null ? Message : GetContext(row, input).AddTo(Message)) ?? string.Empty;
            return string.IsNullOrWhiteSpace(said)
                ? throw BatchException.InvalidRow(row, "has no text.", input)
                : PSJsonWriter.Write(new Dictionary<string, object?> { ["model"] = Model, ["input"] = new[] { said } });
        }

        throw BatchException.InvalidRow(row, $"isn't a request body. Batches of {endpoint.Name} take hashtables with the fields of the API, such as '{endpoint.Field}'.", input);
    }

    private InputContext GetContext(int row, PSObject input)
    {
        if (Property is not null)
        {
            return new InputContext(text.GetFields(input, Property), []);
        }

        if (InputText.FindText(input) is { } line)
        {
            return string.IsNullOrWhiteSpace(line) ? throw BatchException.InvalidRow(row, "has no text.", input) : new InputContext(line, []);
        }

        if (input.BaseObject is FileInfo file)
        {
            return documents.ReadPiped(file);
        }

        if (Message is not null)
        {
            return new InputContext(text.GetJson(input), []);
        }

        return FindMessage(input) is { } message ? new InputContext(message, []) : throw BatchException.NoQuestion(row, input);
    }

    // The job can name the model of its requests, but only if it is the same for all of them.
    private BatchRow Complete(string? customId, byte[] body)
    {
        byte[] all = AddFields(body);
        string? model = BatchField.Find(all, ModelField);
        if (model is null && Model is not null)
        {
            JsonObject holder = JsonNode.Parse(all)!.AsObject();
            holder[ModelField] = model = Model;
            all = JsonSerializer.SerializeToUtf8Bytes(holder, s_compact);
        }

        return new BatchRow(customId, all, model);
    }

    private static string? FindMessage(PSObject input) =>
        s_messages.Select(name => Plain(GetMember(input, name)) as string).FirstOrDefault(m => !string.IsNullOrWhiteSpace(m));

    private byte[] AddFields(byte[] body)
    {
        if (MoreFields is null)
        {
            return body;
        }

        JsonObject holder = JsonNode.Parse(body)!.AsObject();
        foreach (DictionaryEntry field in MoreFields)
        {
            holder[InvariantFormatter.Of(field.Key)] = JsonNode.Parse(PSJsonWriter.Write(field.Value));
        }

        return JsonSerializer.SerializeToUtf8Bytes(holder, s_compact);
    }

    private static object? Plain(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;

    private static object? GetMember(PSObject? holder, string name) =>
        holder is null ? null
        : holder.BaseObject is IDictionary map ? map.Keys.Cast<object>().FirstOrDefault(k => string.Equals(InvariantFormatter.Of(k), name, StringComparison.OrdinalIgnoreCase)) is { } key ? map[key] : null
        : holder.Properties[name] is { } property ? PropertyValue.Get(property)
        : null;
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.Features.Indexes;

/// <summary>Adds documents to an index. Texts are divided into chunks, which get vectors from the embedding model of the index.</summary>
/// <param name="client">The client.</param>
/// <param name="progress">Receives what happens on the wire.</param>
/// <param name="name">The name of the index.</param>
/// <param name="chunkLength">The maximum length of a chunk, in characters.</param>
internal sealed class IndexDocuments(MistralClient client, IProgress<TransportEvent> progress, string name, int chunkLength)
{
    // The dimensions of the model that has no other.
    private const int DefaultDimension = 1024;

    private readonly string _path = $"/v1/rag/managed_indexes/{MistralRequest.EscapeSegment(name)}";
    private readonly object _lock = new();
    private Task<(string Model, int Dimension, bool IsCustom)>? _embedding;

    /// <summary>Adds a document.</summary>
    /// <param name="document">The document. Without chunks, its content is divided.</param>
    /// <param name="source">The source in error messages.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="IndexException">The API refused the document.</exception>
    public async Task<PSObject> AddAsync(Dictionary<string, object?> document, string source, CancellationToken cancellationToken)
    {
        if (!document.ContainsKey("chunks") && (document.TryGetValue("content", out object? content) ? content : null) is string text)
        {
            document["chunks"] = await CreateChunksAsync(source, text, cancellationToken).ConfigureAwait(false);
        }

        MistralRequest request = new("POST", $"{_path}/documents")
        {
            Body = RequestBody.Json(PSJsonWriter.Write(new Dictionary<string, object?> { ["documents"] = new[] { document } })),

            // The same document with the same id replaces itself.
            IsRepeatable = true,
        };
        JsonElement reply = (await client.SendAsync(request, progress, cancellationToken).ConfigureAwait(false)).ReadJson();
        JsonElement result = JsonFields.GetMember(reply, "results") is { ValueKind: JsonValueKind.Array } results ? results.EnumerateArray().FirstOrDefault() : default;
        if (JsonFields.GetText(result, "status") == "rejected")
        {
            throw IndexException.Rejected(source, GetReason(result));
        }

        return ResourceAttribute.Of(typeof(IndexDocumentResource)).Create(
            ("IndexName", name),
            ("SourceId", source),
            ("DocumentId", JsonFields.GetText(result, "document_id")),
            ("ChunkCount", JsonFields.GetMember(result, "chunk_count") is { ValueKind: JsonValueKind.Number } count ? count.GetInt32() : null),
            ("Status", JsonFields.GetText(result, "status")));
    }

    private static string GetReason(JsonElement result) => JsonFields.GetMember(result, "errors") is { ValueKind: JsonValueKind.Array } errors
        ? string.Join(" ", errors.EnumerateArray().Select(e => $"{string.Join(".", JsonFields.GetTexts(e, "location"))}: {JsonFields.GetText(e, "message")}"))
        : "the API gave no reason.";

    private async Task<Dictionary<string, object?>[]> CreateChunksAsync(string source, string text, CancellationToken cancellationToken)
    {
        (string model, int dimension, bool isCustom) = await GetEmbeddingAsync(cancellationToken).ConfigureAwait(false);
        if (isCustom)
        {
            throw IndexException.NoVectors(name);
        }

        List<IReadOnlyList<(int Start, string Text)>> packs = [];
        InputPacks<(int Start, string Text)> chunks = new(EmbeddingBudget.MaxTexts, EmbeddingBudget.MaxTokens, c => EmbeddingBudget.EstimateTokens(c.Text), packs.Add);
        foreach ((int Start, string Text) chunk in TextChunks.Divide(text, chunkLength))
        {
            chunks.Add(chunk);
        }

        chunks.Flush();
        List<Dictionary<string, object?>> created = [];
        foreach (IReadOnlyList<(int Start, string Text)> pack in packs)
        {
            EmbeddingRequest request = new() { Model = model, Input = [.. pack.Select(c => c.Text)], OutputDimension = dimension == DefaultDimension ? null : dimension };
            EmbeddingReply reply = await client.Embeddings.CreateAsync(request, progress, cancellationToken).ConfigureAwait(false);
            created.AddRange(pack.Select((chunk, place) => CreateChunk(source, chunk.Start, chunk.Text, reply.Data[place].Embedding)));
        }

        return [.. created];
    }

    private static Dictionary<string, object?> CreateChunk(string source, int start, string text, object? vector) => new()
    {
        ["id"] = $"{source}#{start}",
        ["source_id"] = source,
        ["locator"] = $"char:{start}-{start + text.Length}",
        ["start_offset"] = start,
        ["end_offset"] = start + text.Length,
        ["chunk_type"] = "content",
        ["content"] = text,
        ["embedding"] = vector,
    };

    // All documents of the cmdlet share one request. After a failure, the next document tries again.
    private Task<(string Model, int Dimension, bool IsCustom)> GetEmbeddingAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_embedding is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _embedding = ReadEmbeddingAsync(cancellationToken);
            }

            return _embedding;
        }
    }

    private async Task<(string Model, int Dimension, bool IsCustom)> ReadEmbeddingAsync(CancellationToken cancellationToken)
    {
        JsonElement index = (await client.SendAsync(new MistralRequest("GET", _path), progress, cancellationToken).ConfigureAwait(false)).ReadJson();
        JsonElement embedding = JsonFields.GetMember(JsonFields.GetMember(index, "config"), "embedding");
        int dimension = JsonFields.GetMember(embedding, "dimensions") is { ValueKind: JsonValueKind.Number } number ? number.GetInt32() : DefaultDimension;
        return (JsonFields.GetText(embedding, "name") ?? "mistral-embed", dimension, JsonFields.GetText(embedding, "type") == "custom");
    }
}

using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Indexes;

/// <summary>Reads the chunks of responses.</summary>
internal static class IndexChunks
{
    /// <summary>Reads the chunks of a response: one chunk, a list, or an object with a list.</summary>
    /// <param name="reply">The response.</param>
    /// <param name="index">The name of the index.</param>
    public static IEnumerable<object?> Read(JsonElement reply, string index)
    {
        JsonElement list = reply.ValueKind is JsonValueKind.Object
            ? reply.EnumerateObject().Select(p => p.Value).FirstOrDefault(v => v.ValueKind is JsonValueKind.Array && v.EnumerateArray().All(i => i.ValueKind is JsonValueKind.Object))
            : reply;
        bool isChunk = JsonFields.GetMember(reply, "content").ValueKind is JsonValueKind.String;
        return !isChunk && list.ValueKind is JsonValueKind.Array ? list.EnumerateArray().Select(c => (object?)ReadOne(c, index)) : isChunk ? [ReadOne(reply, index)] : [];
    }

    /// <summary>Reads a hit of a search, which holds a chunk and its score, or a chunk.</summary>
    public static PSObject ReadOne(JsonElement hit, string index)
    {
        JsonElement chunk = JsonFields.GetMember(hit, "chunk") is { ValueKind: JsonValueKind.Object } inner ? inner : hit;
        PSObject made = (PSObject)ResourceAttribute.Of(typeof(IndexChunkResource)).Read(chunk)!;
        JsonObjects.Set(made, "IndexName", JsonFields.GetText(hit, "index_name") ?? index);
        foreach ((string name, string field) in new[] { ("Score", "score"), ("Distance", "distance") })
        {
            if (JsonFields.GetMember(hit, field) is { ValueKind: JsonValueKind.Number } number)
            {
                JsonObjects.Set(made, name, number.GetDouble());
            }
        }

        return made;
    }
}

using System.Collections;
using System.Collections.Generic;
using System.Linq;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Features.Indexes;

/// <summary>The fields of an index: <c>@{ category = 'keyword'; published = 'timestamp' }</c>.</summary>
internal static class IndexFields
{
    /// <summary>Creates the schema of a request.</summary>
    /// <param name="document">The fields of documents; null for none.</param>
    /// <param name="chunk">The fields of chunks; null for none.</param>
    public static Dictionary<string, object?> Create(IDictionary? document, IDictionary? chunk)
    {
        Dictionary<string, object?> schema = [];
        if (document is not null)
        {
            schema["document_fields"] = Expand(document);
        }

        if (chunk is not null)
        {
            schema["chunk_fields"] = Expand(chunk);
        }

        return schema;
    }

    // A type by itself is the short form of a definition.
    private static Dictionary<string, object?> Expand(IDictionary fields) => fields.Keys.Cast<object>().ToDictionary(
        InvariantFormatter.Of,
        name => fields[name] is string type ? new Dictionary<string, object?> { ["type"] = type } : (object?)fields[name]);
}

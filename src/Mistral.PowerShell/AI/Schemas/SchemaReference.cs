using System;
using System.Linq;
using System.Text.Json;

namespace Mistral.PowerShell.AI.Schemas;

/// <summary>Resolves references inside a JSON Schema.</summary>
internal static class SchemaReference
{
    private const int MaxReferences = 64;

    /// <summary>Resolves a reference to its target schema; null if there is no target, or if the references form a circle.</summary>
    public static JsonElement? Resolve(JsonElement root, JsonElement schema)
    {
        for (int i = 0; i < MaxReferences; i++)
        {
            if (schema.ValueKind is not JsonValueKind.Object || !schema.TryGetProperty("$ref", out JsonElement reference))
            {
                return schema;
            }

            if (Find(root, reference.ToString()) is not { } found)
            {
                return null;
            }

            schema = found;
        }

        return null;
    }

    private static JsonElement? Find(JsonElement root, string path)
    {
        if (path.Length == 0 || path[0] != '#')
        {
            return null;
        }

        JsonElement found = root;
        foreach (string step in path.Substring(1).Split('/').Where(s => s.Length > 0))
        {
            string name = Uri.UnescapeDataString(step).Replace("~1", "/").Replace("~0", "~");
            if (found.ValueKind is not JsonValueKind.Object || !found.TryGetProperty(name, out found))
            {
                return null;
            }
        }

        return found;
    }
}

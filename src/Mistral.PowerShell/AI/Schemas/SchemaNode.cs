using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mistral.PowerShell.AI.Schemas;

/// <summary>Creates the parts of a JSON Schema.</summary>
internal static class SchemaNode
{
    public static JsonObject OfType(string type, string? format = null)
    {
        JsonObject node = new() { ["type"] = type };
        if (format is not null)
        {
            node["format"] = format;
        }

        return node;
    }

    /// <summary>Creates an object schema that allows only the fields that are added.</summary>
    public static JsonObject Object() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(),
        ["required"] = new JsonArray(),
        ["additionalProperties"] = false,
    };

    public static JsonObject MapOf(JsonNode values) => new() { ["type"] = "object", ["additionalProperties"] = values };

    public static JsonObject ListOf(JsonNode items) => new() { ["type"] = "array", ["items"] = items };

    public static JsonObject OneOf(IEnumerable<string> values) =>
        new() { ["type"] = "string", ["enum"] = new JsonArray([.. values.Select(v => (JsonNode)v)]) };

    public static JsonObject OrNull(JsonObject node) => new() { ["anyOf"] = new JsonArray(node, OfType("null")) };

    public static JsonElement ToElement(JsonObject schema)
    {
        using JsonDocument document = JsonDocument.Parse(schema.ToJsonString());
        return document.RootElement.Clone();
    }

    public static JsonObject GetProperties(JsonObject holder) => (JsonObject)holder["properties"]!;

    public static void AddProperty(JsonObject holder, string name, JsonNode value, bool isRequired)
    {
        GetProperties(holder)[name] = value;
        if (isRequired)
        {
            ((JsonArray)holder["required"]!).Add((JsonNode)name);
        }
    }
}

using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mistral.Client;

/// <summary>The format of the answer.</summary>
public sealed class ResponseFormat
{
    /// <summary>The type: <c>text</c>, <c>json_object</c> or <c>json_schema</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The schema, for the type <c>json_schema</c>.</summary>
    public ResponseSchema? JsonSchema { get; init; }

    /// <summary>All other fields, sent unchanged.</summary>
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? Other { get; set; }
}

/// <summary>The JSON Schema that the answer must match.</summary>
public sealed class ResponseSchema
{
    /// <summary>The name of the schema.</summary>
    public required string Name { get; init; }

    /// <summary>The purpose of the schema.</summary>
    public string? Description { get; init; }

    /// <summary>The schema, an object.</summary>
    public required JsonElement Schema { get; init; }

    /// <summary>Whether the answer follows the schema exactly.</summary>
    public bool? Strict { get; init; }

    /// <summary>All other fields, sent unchanged.</summary>
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? Other { get; set; }
}

using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mistral.Client;

/// <summary>The form of a reply.</summary>
public sealed class ResponseFormat
{
    /// <summary>Its kind: <c>text</c>, <c>json_object</c> or <c>json_schema</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Of the last kind: the schema.</summary>
    public ResponseSchema? JsonSchema { get; init; }

    /// <summary>Every other field, sent as it is.</summary>
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? Other { get; set; }
}

/// <summary>The JSON Schema that a reply has to follow.</summary>
public sealed class ResponseSchema
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>The schema, an object.</summary>
    public required JsonElement Schema { get; init; }

    /// <summary>Whether the reply follows it to the letter.</summary>
    public bool? Strict { get; init; }

    /// <summary>Every other field, sent as it is.</summary>
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? Other { get; set; }
}

using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mistral.Client;

/// <summary>A tool that the model may ask to use.</summary>
public sealed class ChatTool
{
    /// <summary>Its kind: <c>function</c>, or a tool of the server such as <c>web_search</c>. Default: <c>function</c>.</summary>
    public string Type { get; init; } = "function";

    /// <summary>The function; null for a tool of the server.</summary>
    public ChatFunction? Function { get; init; }

    /// <summary>Every other field, sent as it is.</summary>
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? Other { get; set; }
}

/// <summary>A function as it is told to the model.</summary>
public sealed class ChatFunction
{
    /// <summary>The function's name.</summary>
    public required string Name { get; init; }

    /// <summary>What it does and when to use it.</summary>
    public string? Description { get; init; }

    /// <summary>Its arguments as a JSON Schema.</summary>
    public required JsonElement Parameters { get; init; }

    /// <summary>Whether arguments follow the schema to the letter.</summary>
    public bool? Strict { get; init; }
}

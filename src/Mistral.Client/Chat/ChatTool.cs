using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mistral.Client;

/// <summary>A tool that the model may ask to use.</summary>
public sealed class ChatTool
{
    /// <summary>The type: <c>function</c>, or a tool of the server such as <c>web_search</c>. Default: <c>function</c>.</summary>
    public string Type { get; init; } = "function";

    /// <summary>The function; null for a tool of the server.</summary>
    public ChatFunction? Function { get; init; }

    /// <summary>All other fields, sent unchanged.</summary>
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? Other { get; set; }
}

/// <summary>A function, as the model sees it.</summary>
public sealed class ChatFunction
{
    /// <summary>The function's name.</summary>
    public required string Name { get; init; }

    /// <summary>What it does and when to use it.</summary>
    public string? Description { get; init; }

    /// <summary>The arguments as a JSON Schema.</summary>
    public required JsonElement Parameters { get; init; }

    /// <summary>Whether the arguments follow the schema exactly.</summary>
    public bool? Strict { get; init; }
}

using System.Text.Json;

namespace Mistral.Client;

/// <summary>A tool that the model may ask to use.</summary>
public sealed class ChatTool
{
    /// <summary>Its kind. Default: <c>function</c>.</summary>
    public string Type { get; init; } = "function";

    /// <summary>The function.</summary>
    public required ChatFunction Function { get; init; }
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

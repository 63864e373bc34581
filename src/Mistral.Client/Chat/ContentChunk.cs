using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mistral.Client;

/// <summary>A piece of a message's content. What this type does not name is kept and sent back as it came.</summary>
public sealed class ContentChunk
{
    internal const string TextType = "text";
    internal const string ThinkingType = "thinking";

    /// <summary>Its kind: <c>text</c>, <c>thinking</c>, <c>image_url</c>, <c>reference</c> and others.</summary>
    public required string Type { get; init; }

    /// <summary>The text of a <c>text</c> chunk.</summary>
    public string? Text { get; init; }

    /// <summary>The chunks of a <c>thinking</c> chunk.</summary>
    public IReadOnlyList<ContentChunk>? Thinking { get; init; }

    /// <summary>Every other field, as it came.</summary>
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? Other { get; set; }

    /// <inheritdoc/>
    public override string ToString() => Text ?? (Thinking is null ? $"[{Type}]" : string.Concat(Thinking));
}

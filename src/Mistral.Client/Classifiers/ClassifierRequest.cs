using System.Collections.Generic;
using System.Text.Json;

namespace Mistral.Client;

/// <summary>Inputs to moderate or to classify: texts or conversations.</summary>
public sealed record ClassifierRequest
{
    /// <summary>The model's id.</summary>
    public required string Model { get; init; }

    /// <summary>The texts; empty for conversations.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>The conversations; empty for texts.</summary>
    public IReadOnlyList<IReadOnlyList<ChatMessage>> Conversations { get; init; } = [];

    /// <summary>Metadata as a JSON object, only for texts; null without metadata.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>The number of inputs.</summary>
    internal int Count => Texts.Count + Conversations.Count;
}

using System.Collections.Generic;
using System.Text.Json;

namespace Mistral.Client;

/// <summary>Inputs to moderate or to classify: texts or conversations.</summary>
public sealed record ClassifierRequest
{
    /// <summary>The model's id.</summary>
    public required string Model { get; init; }

    /// <summary>The texts; empty where conversations are given.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>The conversations; empty where texts are given.</summary>
    public IReadOnlyList<IReadOnlyList<ChatMessage>> Conversations { get; init; } = [];

    /// <summary>Metadata as a JSON object, for texts only; null for none.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>How many inputs there are.</summary>
    internal int Count => Texts.Count + Conversations.Count;
}

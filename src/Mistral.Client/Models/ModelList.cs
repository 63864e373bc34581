using System;
using System.Collections.Generic;

namespace Mistral.Client;

/// <summary>The reply of <c>GET /v1/models</c>.</summary>
public sealed class ModelList
{
    /// <summary>The models that the key may use.</summary>
    public required IReadOnlyList<ModelCard> Data { get; init; }
}

/// <summary>What a completer needs to know of a model.</summary>
public sealed class ModelCard
{
    /// <summary>The id that requests name.</summary>
    public required string Id { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>What it can do, by the API's name of the ability, such as <c>completion_chat</c>.</summary>
    public IReadOnlyDictionary<string, bool>? Capabilities { get; init; }

    /// <summary>Whether the model has a capability, or the list doesn't say.</summary>
    /// <param name="capability">The API's name of the capability, such as <c>completion_chat</c>.</param>
    public bool MayHave(string capability) =>
        Capabilities is null || !Capabilities.TryGetValue(capability, out bool has) || has;

    /// <summary>When it is to be retired.</summary>
    public DateTimeOffset? Deprecation { get; init; }
}

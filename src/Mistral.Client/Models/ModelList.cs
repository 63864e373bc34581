using System;
using System.Collections.Generic;

namespace Mistral.Client;

/// <summary>The response of <c>GET /v1/models</c>.</summary>
public sealed class ModelList
{
    /// <summary>The models that the key may use.</summary>
    public required IReadOnlyList<ModelCard> Data { get; init; }
}

/// <summary>The properties of a model that tab completion needs.</summary>
public sealed class ModelCard
{
    /// <summary>The id of the model, as requests use it.</summary>
    public required string Id { get; init; }

    /// <summary>The description of the model.</summary>
    public string? Description { get; init; }

    /// <summary>The capabilities by their API names, such as <c>completion_chat</c>.</summary>
    public IReadOnlyDictionary<string, bool>? Capabilities { get; init; }

    /// <summary>Whether the model has a capability, or the list doesn't say.</summary>
    /// <param name="capability">The API's name of the capability, such as <c>completion_chat</c>.</param>
    public bool MayHave(string capability) =>
        Capabilities is null || !Capabilities.TryGetValue(capability, out bool has) || has;

    /// <summary>When the model will be retired.</summary>
    public DateTimeOffset? Deprecation { get; init; }
}

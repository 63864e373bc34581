using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>One list of the API: its items, how it pages and what wraps a page.</summary>
internal sealed record ListResource(string Path, Func<int, JsonObject> Item, PagingStyle Cut, Func<ListPage, JsonNode> Wrap)
{
    public int Count { get; init; } = 250;

    /// <summary>The one place that is seeded, where there may be such a list in many; null for all.</summary>
    public string? SeededPath { get; init; }

    /// <summary>The field of an item that tells it from the others.</summary>
    public string IdField { get; init; } = "id";

    /// <summary>Whether other routes serve the list, among items of their own.</summary>
    public bool HasOwnRoutes { get; init; }

    /// <summary>Where one item is found, if other than below the list; empty for nowhere.</summary>
    public string? ItemPath { get; init; }

    /// <summary>Whether one item can be read, and not only the list.</summary>
    public bool HasItems { get; init; } = true;

    /// <summary>What making an item answers; null where the emulator makes none.</summary>
    public Func<JsonObject, Reply>? Created { get; init; }

    /// <summary>What changing an item answers; null where the emulator changes none.</summary>
    public Func<JsonObject, Reply>? Changed { get; init; }

    /// <summary>What removing an item answers; null where the emulator does not remove.</summary>
    public Func<JsonObject, Reply>? Removed { get; init; }

    /// <summary>Query parameters that an item's field has to equal.</summary>
    public IReadOnlyDictionary<string, string> EqualTo { get; init; } = new Dictionary<string, string>();

    /// <summary>Query parameters that are JSON objects, all of whose entries an item's field of that name has to have.</summary>
    public IReadOnlyList<string> HoldingJson { get; init; } = [];

    /// <summary>Query parameters that an item's field has to contain.</summary>
    public IReadOnlyDictionary<string, string> Containing { get; init; } = new Dictionary<string, string>();
}

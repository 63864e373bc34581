using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>One list of the API: its items, how it pages and what wraps a page.</summary>
internal sealed record ListResource(string Path, Func<int, JsonObject> Item, PagingStyle Cut, Func<ListPage, JsonNode> Wrap)
{
    public int Count { get; init; } = 250;

    /// <summary>The path to seed, if the template matches several lists; null for all.</summary>
    public string? SeededPath { get; init; }

    /// <summary>The field that identifies an item.</summary>
    public string IdField { get; init; } = "id";

    /// <summary>Whether other routes serve the list together with their own items.</summary>
    public bool HasOwnRoutes { get; init; }

    /// <summary>The path of one item, if it is not below the list; empty for none.</summary>
    public string? ItemPath { get; init; }

    /// <summary>Whether a single item can be read.</summary>
    public bool HasItems { get; init; } = true;

    /// <summary>The response to the creation of an item; null if the emulator can't create one.</summary>
    public Func<JsonObject, Reply>? Created { get; init; }

    /// <summary>The response to the change of an item; null if the emulator can't change one.</summary>
    public Func<JsonObject, Reply>? Changed { get; init; }

    /// <summary>The response to the removal of an item; null if the emulator can't remove one.</summary>
    public Func<JsonObject, Reply>? Removed { get; init; }

    /// <summary>Query parameters that a field of the item must equal.</summary>
    public IReadOnlyDictionary<string, string> EqualTo { get; init; } = new Dictionary<string, string>();

    /// <summary>Query parameters that are JSON objects. The field of that name must have all of their entries.</summary>
    public IReadOnlyList<string> HoldingJson { get; init; } = [];

    /// <summary>The field whose entries are query parameters of their own; null for none.</summary>
    public string? Spread { get; init; }

    /// <summary>Query parameters that a field of the item must contain.</summary>
    public IReadOnlyDictionary<string, string> Containing { get; init; } = new Dictionary<string, string>();
}

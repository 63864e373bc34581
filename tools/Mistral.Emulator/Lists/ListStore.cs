using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;

namespace Mistral.Emulator;

/// <summary>The items of each list: seeded at the first request, and changed since.</summary>
internal sealed class ListStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<JsonObject>> _items = new(StringComparer.Ordinal);
    private int _made;

    public static IEnumerable<string> Paths => ListCatalogue.All.Select(list => list.Path);

    /// <summary>Seeds a list with a number of items; returns false if the list was not found.</summary>
    public bool SetCount(string path, int count)
    {
        if (ListCatalogue.All.FirstOrDefault(list => PathTemplate.Score(list.Path.Split('/'), path.Split('/')) >= 0) is not { } list)
        {
            return false;
        }

        lock (_lock)
        {
            _items[path] = Seeded(list, count);
        }

        return true;
    }

    /// <summary>Returns copies of the items.</summary>
    /// <param name="list">The list.</param>
    /// <param name="path">The path, if it names the owner of the list.</param>
    public IReadOnlyList<JsonObject> Items(ListResource list, string? path = null)
    {
        lock (_lock)
        {
            return [.. Held(list, path).Select(Copy)];
        }
    }

    public JsonObject? Find(ListResource list, string id, string? path = null)
    {
        lock (_lock)
        {
            return Held(list, path).FirstOrDefault(item => Id(list, item) == id) is { } item ? Copy(item) : null;
        }
    }

    /// <summary>Adds an item that differs from all seeded ones, with a change applied to it.</summary>
    public JsonObject Add(ListResource list, Action<JsonObject> fill, string? path = null)
    {
        lock (_lock)
        {
            // The numbers of seeded items end before this one.
            var item = list.Item(100_000 + _made++);
            fill(item);
            Held(list, path).Insert(0, item);
            return Copy(item);
        }
    }

    /// <summary>Changes an item; returns null if it was not found.</summary>
    public JsonObject? Change(ListResource list, string id, Action<JsonObject> change, string? path = null)
    {
        lock (_lock)
        {
            if (Held(list, path).FirstOrDefault(item => Id(list, item) == id) is not { } item)
            {
                return null;
            }

            change(item);
            return Copy(item);
        }
    }

    public void Remove(ListResource list, JsonObject item, string? path = null)
    {
        lock (_lock)
        {
            Held(list, path).RemoveAll(held => Id(list, held) == Id(list, item));
        }
    }

    public void Reset()
    {
        lock (_lock)
        {
            _items.Clear();
            _made = 0;
        }
    }

    private static List<JsonObject> Seeded(ListResource list, int count) => [.. Enumerable.Range(0, count).Select(list.Item)];

    private static string? Id(ListResource list, JsonObject item) => item[list.IdField]?.ToString();

    // A JSON node can have only one parent, and each response is a document.
    private static JsonObject Copy(JsonObject item) => (JsonObject)item.DeepClone();

    private List<JsonObject> Held(ListResource list, string? path)
    {
        var key = path ?? list.Path;
        if (!_items.TryGetValue(key, out var held))
        {
            _items[key] = held = Seeded(list, list.SeededPath is { } only && only != key ? 0 : list.Count);
        }

        return held;
    }
}

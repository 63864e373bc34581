using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>How many items each list has and which were removed.</summary>
internal sealed class ListStore
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _removed = new(StringComparer.Ordinal);

    public static IEnumerable<string> Paths => ListCatalogue.All.Select(list => list.Path);

    public bool SetCount(string path, int count)
    {
        if (!Paths.Contains(path))
        {
            return false;
        }

        _counts[path] = count;
        foreach (var key in _removed.Keys.Where(key => key.StartsWith(path + "/", StringComparison.Ordinal)))
        {
            _removed.TryRemove(key, out _);
        }

        return true;
    }

    public IEnumerable<JsonObject> Items(ListResource list) =>
        Enumerable.Range(0, _counts.GetValueOrDefault(list.Path, list.Count))
            .Select(list.Item)
            .Where(item => !_removed.ContainsKey(Key(list, item)));

    public JsonObject? Find(ListResource list, string id) => Items(list).FirstOrDefault(item => (string?)item[list.IdField] == id);

    public void Remove(ListResource list, JsonObject item) => _removed[Key(list, item)] = true;

    public void Reset()
    {
        _counts.Clear();
        _removed.Clear();
    }

    private static string Key(ListResource list, JsonObject item) => list.Path + "/" + item[list.IdField];
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Mistral.PowerShell.AI.Schemas;

/// <summary>Compares JSON by value: numbers in any notation, objects in any order of their fields.</summary>
internal sealed class JsonValueComparer : IEqualityComparer<JsonElement>
{
    public static readonly JsonValueComparer Instance = new();

    private JsonValueComparer()
    {
    }

    public bool Equals(JsonElement x, JsonElement y) => x.ValueKind == y.ValueKind && x.ValueKind switch
    {
        JsonValueKind.String => x.ValueEquals(y.GetString()),
        JsonValueKind.Number => IsSameNumber(x, y),
        JsonValueKind.Array => x.EnumerateArray().SequenceEqual(y.EnumerateArray(), this),
        JsonValueKind.Object => GetNames(x).SetEquals(GetNames(y)) && GetNames(x).All(n => Equals(x.GetProperty(n), y.GetProperty(n))),
        _ => true,
    };

    public int GetHashCode(JsonElement obj) => obj.ValueKind switch
    {
        JsonValueKind.String => StringComparer.Ordinal.GetHashCode(obj.GetString()!),
        JsonValueKind.Number => obj.TryGetDouble(out double number) ? number.GetHashCode() : 0,
        JsonValueKind.Array => obj.EnumerateArray().Aggregate(1, (hash, item) => unchecked((hash * 31) + GetHashCode(item))),
        JsonValueKind.Object => GetNames(obj).Aggregate(2, (hash, name) => unchecked(hash + (StringComparer.Ordinal.GetHashCode(name) ^ GetHashCode(obj.GetProperty(name))))),
        _ => (int)obj.ValueKind,
    };

    private static bool IsSameNumber(JsonElement x, JsonElement y) =>
        JsonNumber.IsInRange(x) && JsonNumber.IsInRange(y) ? JsonNumber.Compare(x, y) == 0 : x.GetRawText() == y.GetRawText();

    private static HashSet<string> GetNames(JsonElement holder) => new(holder.EnumerateObject().Select(p => p.Name), StringComparer.Ordinal);
}

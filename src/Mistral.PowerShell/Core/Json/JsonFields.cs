using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Mistral.PowerShell.Core.Json;

/// <summary>Reads fields of a reply that may be missing, or be of another kind than the API says.</summary>
internal static class JsonFields
{
    /// <summary>Gets a field; an undefined value where it is missing.</summary>
    public static JsonElement GetMember(JsonElement holder, string name) =>
        holder.ValueKind is JsonValueKind.Object && holder.TryGetProperty(name, out JsonElement value) ? value : default;

    /// <summary>Gets a text, or null.</summary>
    public static string? GetText(JsonElement holder, string name) =>
        GetMember(holder, name) is { ValueKind: JsonValueKind.String } text ? JsonText.Of(text) : null;

    /// <summary>Gets the id of a resource, as the API calls it in either of its ways, or null.</summary>
    public static string? GetId(JsonElement resource) => GetText(resource, "uuid") ?? GetText(resource, "id");

    /// <summary>Gets the values of a list as texts; none where there is no list.</summary>
    public static IEnumerable<string> GetTexts(JsonElement holder, string name) =>
        GetMember(holder, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Select(v => v.ValueKind is JsonValueKind.String ? JsonText.Of(v) : v.ToString()) : [];
}

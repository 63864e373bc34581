using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Mistral.PowerShell.Core.Json;

/// <summary>Reads fields of a response that may be missing or of an unexpected type.</summary>
internal static class JsonFields
{
    /// <summary>Gets a field. Returns an undefined value if it is missing.</summary>
    public static JsonElement GetMember(JsonElement holder, string name) =>
        holder.ValueKind is JsonValueKind.Object && holder.TryGetProperty(name, out JsonElement value) ? value : default;

    /// <summary>Gets a text, or null.</summary>
    public static string? GetText(JsonElement holder, string name) =>
        GetMember(holder, name) is { ValueKind: JsonValueKind.String } text ? JsonText.Of(text) : null;

    /// <summary>Gets the id of a resource from either name that the API uses, or null.</summary>
    public static string? GetId(JsonElement resource) => GetText(resource, "uuid") ?? GetText(resource, "id");

    /// <summary>Gets the texts of a list. Returns an empty list if the field isn't a list.</summary>
    public static IEnumerable<string> GetTexts(JsonElement holder, string name) =>
        GetMember(holder, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Select(v => v.ValueKind is JsonValueKind.String ? JsonText.Of(v) : v.ToString()) : [];
}

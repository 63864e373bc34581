using System;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Mistral.Client.Json;

/// <summary>Describes which fields a response lacks. The text contains names of our types, and no text of the response.</summary>
internal static class MissingJson
{
    /// <summary>Names the first missing field of a response.</summary>
    /// <param name="json">The response.</param>
    /// <param name="type">The expected type; null for any JSON.</param>
    /// <returns>The end of a sentence; empty if no field is known to be missing.</returns>
    public static string In(ReadOnlySpan<byte> json, JsonTypeInfo? type)
    {
        if (type is null || LenientJson.TryParse(json) is not { } value)
        {
            return string.Empty;
        }

        return value.ValueKind switch
        {
            JsonValueKind.Null => ": it is null",
            JsonValueKind.Object => type.Properties.FirstOrDefault(property => property.IsRequired && IsMissing(value, property.Name)) is { } missing
                ? $": '{missing.Name}' is missing"
                : string.Empty,
            _ => string.Empty,
        };
    }

    private static bool IsMissing(JsonElement value, string name) =>
        !value.TryGetProperty(name, out JsonElement found) || found.ValueKind == JsonValueKind.Null;
}

using System;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Mistral.Client.Json;

/// <summary>Says what a reply lacks, in the names of our own types and in no word of the reply.</summary>
internal static class MissingJson
{
    /// <summary>Names what is missing at the top of a reply.</summary>
    /// <param name="json">The reply.</param>
    /// <param name="type">What it was to be; null for any JSON.</param>
    /// <returns>The end of a sentence; empty where nothing is known to be missing.</returns>
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

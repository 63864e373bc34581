using System;
using System.Text.Json;

namespace Mistral.PowerShell;

/// <summary>Reads JSON that a model or a user wrote, so that all of its text can be read afterwards.</summary>
internal static class ModelJson
{
    /// <summary>Whether a text is meant as a JSON object, by how it begins.</summary>
    public static bool IsObject(string text) => text.TrimStart() is { Length: > 0 } trimmed && trimmed[0] == '{';

    /// <summary>Reads a value. Text that is no Unicode, such as one half of a pair, counts as no JSON.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static JsonElement Parse(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            Read(document.RootElement);
            return document.RootElement.Clone();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            throw new JsonException("It holds text that is no Unicode.", e);
        }
    }

    // The parser leaves escapes as they are until the text is asked for, and fails only then.
    private static void Read(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    _ = property.Name;
                    Read(property.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in value.EnumerateArray())
                {
                    Read(item);
                }

                break;
            case JsonValueKind.String:
                _ = value.GetString();
                break;
        }
    }
}

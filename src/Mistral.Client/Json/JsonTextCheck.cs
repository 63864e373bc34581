using System;
using System.Text.Json;

namespace Mistral.Client.Json;

/// <summary>Validates the strings of JSON. The parser decodes escapes only when a string is read, and fails only then.</summary>
internal static class JsonTextCheck
{
    /// <summary>Reads every string of a value once, so that no later read fails.</summary>
    /// <exception cref="JsonException">A string isn't valid Unicode.</exception>
    public static void ReadAll(JsonElement value)
    {
        try
        {
            Read(value);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            throw new JsonException("It contains text that is not valid Unicode.", e);
        }
    }

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

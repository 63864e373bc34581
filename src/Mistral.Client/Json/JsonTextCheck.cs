using System;
using System.Text.Json;

namespace Mistral.Client.Json;

/// <summary>Checks the texts of JSON. The parser leaves escapes as they are until a text is read, and fails only then.</summary>
internal static class JsonTextCheck
{
    /// <summary>Reads every text of a value once, so that none fails later.</summary>
    /// <exception cref="JsonException">One isn't Unicode.</exception>
    public static void ReadAll(JsonElement value)
    {
        try
        {
            Read(value);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            throw new JsonException("It holds text that is not Unicode.", e);
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

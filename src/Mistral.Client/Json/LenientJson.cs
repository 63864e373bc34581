using System;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Mistral.Client.Json;

/// <summary>Reads JSON of servers and repairs mistakes whose meaning is clear.</summary>
internal static class LenientJson
{
    /// <summary>Reads one value.</summary>
    /// <exception cref="JsonException">The text isn't JSON.</exception>
    public static JsonElement Parse(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(JsonBytes.Mend(json));
        JsonElement element = JsonElement.ParseValue(ref reader);
        return reader.Read() ? throw new JsonException("The JSON value is followed by more text.") : element;
    }

    /// <summary>Reads the first value. Returns null if the text doesn't begin with a JSON value.</summary>
    public static JsonElement? TryParse(ReadOnlySpan<byte> json)
    {
        try
        {
            Utf8JsonReader reader = new(JsonBytes.Mend(json));
            return JsonElement.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Gets a field of an object. Returns an undefined value if the field is missing or the holder isn't an object.</summary>
    public static JsonElement GetMember(JsonElement holder, string name) =>
        holder.ValueKind is JsonValueKind.Object && holder.TryGetProperty(name, out JsonElement value) ? value : default;

    /// <summary>Gets the text of a field, or null if the field isn't a text.</summary>
    public static string? GetText(JsonElement holder, string name) =>
        GetMember(holder, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>Reads one value as a type. Returns null for the JSON null.</summary>
    /// <exception cref="JsonException">The value isn't JSON of the type.</exception>
    public static T? Deserialize<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(JsonBytes.WithoutMark(json), type);
        }
        catch (JsonException)
        {
            // Valid JSON is the common case, so bytes are repaired only after an error.
            ReadOnlySpan<byte> mended = JsonBytes.Mend(json);
            if (mended == JsonBytes.WithoutMark(json))
            {
                throw;
            }

            return JsonSerializer.Deserialize(mended, type);
        }
    }
}

using System.Collections.Generic;
using System.Text.Json;

namespace Mistral.Client.Json;

/// <summary>Reads parts of responses without the serializer, if they have the form that the API's specification says.</summary>
internal static class PlainJson
{
    /// <summary>Reads the next value, a text or null.</summary>
    /// <returns>False if the serializer must read it.</returns>
    public static bool TryReadText(ref Utf8JsonReader reader, out string? text)
    {
        text = null;
        if (!reader.Read() || reader.TokenType is not JsonTokenType.String)
        {
            return reader.TokenType is JsonTokenType.Null;
        }

        text = Utf16.ReplaceHalves(JsonString.Read(ref reader)!);
        return true;
    }

    /// <summary>Reads the next value, an integer or null.</summary>
    /// <returns>False if the serializer must read it.</returns>
    public static bool TryReadNumber(ref Utf8JsonReader reader, out int? number)
    {
        number = null;
        if (!reader.Read() || reader.TokenType is not JsonTokenType.Number)
        {
            return reader.TokenType is JsonTokenType.Null;
        }

        bool isWhole = reader.TryGetInt32(out int whole);
        number = whole;
        return isWhole;
    }

    /// <summary>Reads a field that no property has, whose name is at the reader.</summary>
    public static Dictionary<string, JsonElement> ReadOther(ref Utf8JsonReader reader, Dictionary<string, JsonElement>? others)
    {
        string name = reader.GetString()!;
        _ = reader.Read();
        JsonElement value = JsonElement.ParseValue(ref reader);
        JsonTextCheck.ReadAll(value);
        others ??= [];
        others[name] = value;
        return others;
    }
}

using System;
using System.Text.Json;
using Mistral.Client.Json;

namespace Mistral.Client.Batch;

/// <summary>Reads one field of a line, without the rest of it.</summary>
internal static class BatchField
{
    /// <summary>The field that ties a result to its request.</summary>
    public const string CustomId = "custom_id";

    /// <summary>Gets the custom id of a parsed line; null without one.</summary>
    public static string? GetCustomId(JsonElement line) => LenientJson.GetMember(line, CustomId) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    /// <summary>Finds a text or a number of an object; null without one, and if the line isn't a JSON object.</summary>
    /// <param name="line">The line.</param>
    /// <param name="field">The field.</param>
    public static string? Find(ReadOnlySpan<byte> line, string field)
    {
        try
        {
            Utf8JsonReader reader = new(JsonBytes.WithoutMark(line));
            if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
            {
                return null;
            }

            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                bool isFound = reader.ValueTextEquals(field);
                _ = reader.Read();
                if (isFound)
                {
                    return reader.TokenType switch
                    {
                        JsonTokenType.String => reader.GetString(),
                        JsonTokenType.Number => JsonElement.ParseValue(ref reader).GetRawText(),
                        _ => null,
                    };
                }

                reader.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A damaged line has no fields. Reading it as a result reports it.
        }

        return null;
    }
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Mistral.Client.Json;

namespace Mistral.PowerShell.Core.Json;

/// <summary>Replaces strings in JSON. All other bytes stay as they are.</summary>
internal static class JsonStringRewriter
{
    // Far deeper than data of people, and far from the end of the stack.
    private const int MaxDepth = 256;

    /// <summary>Gets the text for a string, a number or the name of a property; null to keep it.</summary>
    /// <param name="text">The text. A number is replaced by a string.</param>
    /// <param name="path">The names of the properties around it, from the outside. An array has the name of its property.</param>
    /// <param name="kind">The type of the token.</param>
    public delegate string? Map(string text, IReadOnlyList<string?> path, JsonTokenType kind);

    /// <summary>Whether a text is a JSON object or array, without anything around it.</summary>
    public static bool IsContainer(ReadOnlySpan<byte> json)
    {
        try
        {
            Utf8JsonReader reader = Create(json);
            bool isContainer = reader.Read() && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
            while (isContainer && reader.Read())
            {
            }

            return isContainer;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Replaces strings.</summary>
    /// <returns>The JSON; null if nothing was replaced.</returns>
    /// <exception cref="JsonException">It isn't JSON.</exception>
    public static byte[]? Rewrite(ReadOnlySpan<byte> json, Map map)
    {
        Utf8JsonReader reader = Create(json);
        MemoryStream? result = null;
        List<string?> path = [];
        string? name = null;
        int copied = 0;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    path.Add(name);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    name = path[path.Count - 1];
                    path.RemoveAt(path.Count - 1);
                    break;
                case JsonTokenType.PropertyName or JsonTokenType.String or JsonTokenType.Number:
                    string text = GetText(ref reader);
                    if (reader.TokenType is JsonTokenType.PropertyName)
                    {
                        name = text;
                    }

                    path.Add(name);
                    string? replaced = map(text, path, reader.TokenType);
                    path.RemoveAt(path.Count - 1);
                    if (replaced is not null)
                    {
                        int start = (int)reader.TokenStartIndex;
                        result ??= new MemoryStream(json.Length + 256);
                        Write(result, json.Slice(copied, start - copied));
                        Write(result, Encoding.UTF8.GetBytes("\"" + JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(replaced) + "\""));

                        // The reader has consumed the colon after a name too.
                        copied = reader.TokenType is JsonTokenType.Number ? start + reader.ValueSpan.Length : start + reader.ValueSpan.Length + 2;
                    }

                    break;
            }
        }

        if (result is null)
        {
            return null;
        }

        Write(result, json.Slice(copied));
        return result.ToArray();
    }

    private static Utf8JsonReader Create(ReadOnlySpan<byte> json) => new(json, new JsonReaderOptions { MaxDepth = MaxDepth });

    // A string that isn't valid Unicode may contain a value too.
    private static string GetText(ref Utf8JsonReader reader) => reader.TokenType is JsonTokenType.Number
        ? Encoding.UTF8.GetString(reader.ValueSpan.ToArray())
        : JsonString.Read(ref reader)!;

    private static void Write(MemoryStream stream, ReadOnlySpan<byte> bytes)
    {
#if NET
        stream.Write(bytes);
#else
        stream.Write(bytes.ToArray(), 0, bytes.Length);
#endif
    }
}

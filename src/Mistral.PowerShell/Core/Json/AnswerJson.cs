using System;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Mistral.Client.Json;

namespace Mistral.PowerShell.Core.Json;

/// <summary>Reads JSON that a model or a user wrote, and validates all of its strings.</summary>
internal static class AnswerJson
{
    /// <summary>Whether a text looks like a JSON object by its beginning.</summary>
    public static bool IsObject(string text) => Trim(text) is { Length: > 0 } trimmed && trimmed[0] == '{';

    /// <summary>
    /// Reads a value. Text that isn't valid Unicode, such as a single surrogate, isn't valid JSON. Invisible characters around
    /// the value and control characters in its strings are accepted.
    /// </summary>
    /// <exception cref="JsonException">The text isn't JSON.</exception>
    public static JsonElement Parse(string text)
    {
        try
        {
            return ParseStrictly(text);
        }
        catch (JsonException) when (Repair(text) is { } mended && mended != text)
        {
            return ParseStrictly(mended);
        }
    }

    /// <summary>Removes white space and invisible characters around a text.</summary>
    public static string Trim(string text)
    {
        int start = 0;
        int end = text.Length;
        while (start < end && IsInvisible(text[start]))
        {
            start++;
        }

        while (start < end && IsInvisible(text[end - 1]))
        {
            end--;
        }

        return text.Substring(start, end - start);
    }

    private static bool IsInvisible(char c) => char.IsWhiteSpace(c) || c is '\uFEFF' or '\u2060' or (>= '\u200B' and <= '\u200F');

    // Models write line breaks and tabs into strings without escapes.
    private static string Repair(string text)
    {
        string trimmed = Trim(text);
        StringBuilder mended = new(trimmed.Length);
        bool isString = false;
        for (int i = 0; i < trimmed.Length; i++)
        {
            char c = trimmed[i];
            if (isString && c == '\\' && i + 1 < trimmed.Length && trimmed[i + 1] >= ' ')
            {
                _ = mended.Append(c).Append(trimmed[++i]);
                continue;
            }

            isString ^= c == '"';
            _ = isString && c < ' ' ? mended.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)) : mended.Append(c);
        }

        return mended.ToString();
    }

    private static JsonElement ParseStrictly(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonTextCheck.ReadAll(document.RootElement);
            return document.RootElement.Clone();
        }
        catch (ArgumentException e)
        {
            // A single surrogate in the text.
            throw new JsonException("It contains text that is not valid Unicode.", e);
        }
    }
}

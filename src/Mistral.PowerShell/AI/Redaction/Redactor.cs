using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json;
using Mistral.Client;
using Mistral.Client.Json;
using Mistral.PowerShell.Core.Json;

namespace Mistral.PowerShell.AI.Redaction;

/// <summary>Replaces values by marks in what is sent, and marks by values in what is received.</summary>
/// <param name="rules">The rules.</param>
/// <param name="map">The marks of the conversation.</param>
internal sealed class Redactor(RedactionRules rules, RedactionMap map)
{
    private volatile bool _isJsonAnswer;

    /// <summary>The rules.</summary>
    public RedactionRules Rules => rules;

    /// <summary>The marks.</summary>
    public RedactionMap Map => map;

    /// <summary>Whether a request asked for an answer in JSON.</summary>
    public bool IsJsonAnswer => _isJsonAnswer;

    /// <summary>Redacts a text.</summary>
    /// <exception cref="RedactionException">A user's expression exceeds the time limit.</exception>
    public string Redact(string text, RedactionCount? count = null)
    {
        RedactionPass pass = new(rules, map);
        pass.Collect(text);
        return pass.Replace(text, count ?? new());
    }

    /// <summary>Redacts the body of a request: all text except ids and words of the API.</summary>
    /// <param name="body">The body.</param>
    /// <param name="count">Counts what was replaced.</param>
    /// <exception cref="RedactionException">A user's expression exceeds the time limit.</exception>
    public RequestBody Redact(RequestBody body, RedactionCount count)
    {
        RedactionPass pass = new(rules, map);

        // The values of all fields are known before the first is replaced.
        _ = body.Rewrite(
            json =>
            {
                _ = JsonStringRewriter.Rewrite(json.Span, (text, path, kind) => Collect(pass, text, path, kind, count));
                return json;
            },
            (_, media) => media);
        return body.Rewrite(
            json => JsonStringRewriter.Rewrite(json.Span, (text, path, kind) => IsSent(path, kind) ? null : Changed(text, pass.Replace(text, count, GetFree(path)))) ?? json,
            (prefix, media) => Redact(prefix, media, count));
    }

    /// <summary>Redacts the JSON of a request.</summary>
    /// <inheritdoc cref="Redact(RequestBody, RedactionCount)"/>
    public byte[] Redact(ReadOnlyMemory<byte> json, RedactionCount count)
    {
        using MemoryStream stream = new();
        Redact(RequestBody.Json(json), count).CopyTo(stream);
        return stream.ToArray();
    }

    /// <summary>Restores the values in a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isJson">Whether the text is JSON.</param>
    public string Restore(string text, bool isJson = false) => MarkRestorer.Restore(map, text, isJson);

    /// <summary>Restores the values in the JSON of a response. What isn't JSON stays as it is.</summary>
    public ReadOnlyMemory<byte> Restore(ReadOnlyMemory<byte> json)
    {
        if (map.IsEmpty)
        {
            return json;
        }

        try
        {
            return JsonStringRewriter.Rewrite(json.Span, RestoreField) ?? json;
        }
        catch (JsonException)
        {
            return json;
        }
    }

    /// <summary>Restores the values in a field of any form.</summary>
    public JsonElement Restore(JsonElement value)
    {
        ReadOnlyMemory<byte> json = Encoding.UTF8.GetBytes(value.GetRawText());
        ReadOnlyMemory<byte> restored = Restore(json);
        return restored.Equals(json) ? value : LenientJson.Parse(restored.Span);
    }

    private string? RestoreField(string text, IReadOnlyList<string?> path, JsonTokenType kind) => kind is JsonTokenType.Number ? null
        : Changed(text, Restore(text, RedactionFields.IsArguments(path) || (IsJsonAnswer && RedactionFields.IsContent(path))));

    private string? Collect(RedactionPass pass, string text, IReadOnlyList<string?> path, JsonTokenType kind, RedactionCount count)
    {
        _isJsonAnswer |= RedactionFields.IsJsonFormat(text, path);
        count.HasUnseenMedia |= RedactionFields.IsAddress(text, path);
        if (!IsSent(path, kind))
        {
            pass.Collect(text, GetFree(path));
        }

        return null;
    }

    // Numbers and names of properties belong to the API, except in the caller's own data.
    private static bool IsSent(IReadOnlyList<string?> path, JsonTokenType kind) =>
        (kind is not JsonTokenType.String && !(kind is JsonTokenType.Number && RedactionFields.IsMetadata(path))) || RedactionFields.IsFixed(path);

    private static string? GetFree(IReadOnlyList<string?> path) => RedactionFields.IsMetadata(path) ? path[path.Count - 1] : null;

    private static string? Changed(string before, string after) => ReferenceEquals(before, after) || before == after ? null : after;

    private ReadOnlyMemory<byte> Redact(string prefix, ReadOnlyMemory<byte> media, RedactionCount count)
    {
        const string Text = "data:text/";
        if (!prefix.StartsWith(Text, StringComparison.Ordinal))
        {
            count.HasUnseenMedia = true;
            return media;
        }

        using StreamReader reader = new(new MemoryStream(media.ToArray()), detectEncodingFromByteOrderMarks: true);
        string text = reader.ReadToEnd();
        return Changed(text, Redact(text, count)) is { } redacted ? Encoding.UTF8.GetBytes(redacted) : media;
    }
}

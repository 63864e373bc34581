using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Mistral.PowerShell.Core.Json;

namespace Mistral.PowerShell.AI.Redaction;

/// <summary>
/// Redacts the texts of one request in two steps: all are collected, and then all are replaced in the same order. So a value that
/// only a later text reveals is replaced in an earlier one too. JSON in a text is redacted by its strings, without their escapes.
/// </summary>
internal sealed class RedactionPass(RedactionRules rules, RedactionMap map)
{
    // JSON in a string of JSON in a string.
    private const int MaxNesting = 4;

    private static readonly string[] s_beginnings = ["\n\n{", "\n\n["];

    private readonly Queue<List<FoundValue>> _found = [];

    /// <summary>Finds the values of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">The name of the property that has the text; null if it says nothing.</param>
    public void Collect(string text, string? name = null) => _ = Visit(text, name, count: null, nesting: 0);

    /// <summary>Replaces the values of a text that was collected.</summary>
    /// <param name="text">The text.</param>
    /// <param name="count">Counts what was replaced.</param>
    /// <param name="name">The name of the property that has the text; null if it says nothing.</param>
    public string Replace(string text, RedactionCount count, string? name = null) => Visit(text, name, count, nesting: 0) ?? text;

    // Returns null if nothing was replaced. Without a count, nothing is replaced.
    private string? Visit(string text, string? name, RedactionCount? count, int nesting)
    {
        RedactionRule? ofName = name is null || text.Length == 0 ? null : rules.FindForName(name);
        if (ofName is null && nesting < MaxNesting && FindJson(text) is >= 0 and int start)
        {
            byte[] json = Encoding.UTF8.GetBytes(text.Substring(start));
            byte[]? replaced = JsonStringRewriter.Rewrite(json, (inner, path, kind) => Visit(inner, kind is JsonTokenType.PropertyName ? null : path[path.Count - 1], count, nesting + 1));
            string? before = start == 0 ? null : VisitText(text.Substring(0, start), null, count);
            return replaced is null && before is null ? null : (before ?? text.Substring(0, start)) + Encoding.UTF8.GetString(replaced ?? json);
        }

        return VisitText(text, ofName, count);
    }

    private string? VisitText(string text, RedactionRule? ofName, RedactionCount? count)
    {
        if (count is null)
        {
            List<FoundValue> found = ofName is null ? rules.Find(text) : [new FoundValue(0, text.Length, ofName)];
            _found.Enqueue(found);
            foreach (FoundValue place in found)
            {
                _ = map.GetMark(text.Substring(place.Start, place.Length), place.Rule);
            }

            return null;
        }

        List<FoundValue> places = _found.Dequeue();
        map.FindKnown(text, places);
        if (places.Count == 0)
        {
            return null;
        }

        FoundValue.Join(places);
        StringBuilder result = new(text.Length);
        int copied = 0;
        foreach (FoundValue place in places)
        {
            _ = result.Append(text, copied, place.Start - copied).Append(map.GetMark(text.Substring(place.Start, place.Length), place.Rule));
            copied = place.End;
            count.Add(place.Rule);
        }

        return result.Append(text, copied, text.Length - copied).ToString();
    }

    // Where the JSON in a text begins: the whole text, or its end after an empty line. -1 if the text contains no JSON.
    private static int FindJson(string text)
    {
        int start = 0;
        while (start < text.Length && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        if (start < text.Length && text[start] is '{' or '[' && IsJson(text, start))
        {
            return start;
        }

        int at = s_beginnings.Select(s => text.IndexOf(s, StringComparison.Ordinal)).Where(i => i >= 0).DefaultIfEmpty(-1).Min();
        return at >= 0 && IsJson(text, at + 2) ? at + 2 : -1;
    }

    private static bool IsJson(string text, int start) => JsonStringRewriter.IsContainer(Encoding.UTF8.GetBytes(text.Substring(start)));
}

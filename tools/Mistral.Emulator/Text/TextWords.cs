using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Mistral.Emulator;

/// <summary>Words and sentences of a text, for the emulated models.</summary>
internal static partial class TextWords
{
    private const double TokensPerWord = 1.3;

    private static readonly HashSet<string> _common = new(
        ("a about after all also am an and any are as at be because been before being but by can could did do does doing done down each few for from "
        + "further get give had has have having he her here him his how i if in into is it its just know let like make me mine more most my no nor not now of "
        + "off on once only or other our out over own please same say she should so some such tell than that the their them then there these they this "
        + "those through to too under until up us use very want was we were what when where which while who whom whose why will with would write you your "
        + "answer answered answers ask briefly describe explain one question reply short shortly summarise summarize summary text word words following").Split(' '),
        StringComparer.OrdinalIgnoreCase);

    public static bool IsCommon(string word) => _common.Contains(word);

    public static IEnumerable<string> All(string text) => Word().Matches(text).Select(match => match.Value);

    /// <summary>Returns the meaningful words in the order and the spelling of the text, each once.</summary>
    public static IReadOnlyList<string> Subjects(string text) =>
        [.. All(text).Where(word => word.Length > 2 && !IsCommon(word)).Distinct(StringComparer.OrdinalIgnoreCase)];

    public static IReadOnlyList<string> Sentences(string text) =>
        [.. SentenceEnd().Split(text).Select(sentence => sentence.Trim()).Where(sentence => sentence.Length > 0)];

    /// <summary>Removes the most common endings of a word, so that its forms are equal.</summary>
    public static string Stem(string word)
    {
        var lower = word.ToLowerInvariant();
        foreach (var ending in (string[])["ations", "ation", "ings", "ing", "edly", "ies", "ers", "er", "ed", "es", "ly", "s", "e", "y"])
        {
            if (lower.Length - ending.Length >= 3 && lower.EndsWith(ending, StringComparison.Ordinal))
            {
                return lower[..^ending.Length];
            }
        }

        return lower;
    }

    /// <summary>Estimates the number of tokens of a text.</summary>
    public static int Tokens(string text) => (int)Math.Ceiling(Piece().Count(text) * TokensPerWord);

    /// <summary>Returns the number of words that fit into a number of tokens.</summary>
    public static int WordsWithin(int tokens) => (int)(tokens / TokensPerWord);

    /// <summary>Splits the text before each word. The pieces joined are the text.</summary>
    public static IReadOnlyList<string> Pieces(string text) => [.. Piece().Matches(text).Select(match => match.Value)];

    [GeneratedRegex(@"[\p{L}\p{N}]+(?:['’\-][\p{L}\p{N}]+)*")]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<=[.!?])\s+|[\r\n]+")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"\s*\S+(?:\s+$)?|^\s+$")]
    private static partial Regex Piece();
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Mistral.Emulator;

/// <summary>Answers with sentences of the given text.</summary>
internal static partial class Extract
{
    private const int SummarySentences = 3;
    private const int MaxSentenceLength = 300;

    /// <summary>Returns the sentences with the most frequent words, in the order of the text.</summary>
    public static string Summary(string text)
    {
        var sentences = Candidates(text);
        var weights = sentences
            .SelectMany(TextWords.Subjects)
            .GroupBy(TextWords.Stem, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        return Best(sentences, SummarySentences, sentence => Score(sentence, weights));
    }

    /// <summary>Returns the sentence that shares the most words with a question, or null if none shares enough.</summary>
    public static string? AnswerTo(string question, string text)
    {
        var asked = TextWords.Subjects(question).Select(TextWords.Stem).ToHashSet(StringComparer.Ordinal);
        int Shared(string sentence) => TextWords.Subjects(sentence).Select(TextWords.Stem).Distinct().Count(asked.Contains);
        var sentences = Candidates(text).Where(sentence => sentence != question.Trim()).ToList();
        var enough = Math.Min(2, asked.Count);
        return enough > 0 && sentences.Any(sentence => Shared(sentence) >= enough) ? Best(sentences, 1, sentence => Shared(sentence)) : null;
    }

    private static List<string> Candidates(string text)
    {
        // A line that ends with a colon introduces a text. Headings, tables and code are not sentences.
        var sentences = TextWords.Sentences(Wrap().Replace(CodeBlock().Replace(text, "\n"), " "))
            .Where(sentence => !sentence.EndsWith(':') && !sentence.StartsWith('#') && !sentence.StartsWith('|'))
            .ToList();
        return sentences.Count > 0 ? sentences : [text];
    }

    private static double Score(string sentence, Dictionary<string, int> weights)
    {
        var words = TextWords.Subjects(sentence);
        return words.Count == 0 ? 0 : words.Sum(word => weights[TextWords.Stem(word)] - 1) / Math.Sqrt(words.Count + 2);
    }

    private static string Best(List<string> sentences, int count, Func<string, double> score)
    {
        var chosen = sentences
            .Select((sentence, index) => (sentence, index))
            .OrderByDescending(item => score(item.sentence))
            .ThenBy(item => item.index)
            .Take(count)
            .OrderBy(item => item.index)
            .Select(item => item.sentence.Length > MaxSentenceLength ? item.sentence[..MaxSentenceLength].TrimEnd() + "…" : item.sentence);
        return string.Join(' ', chosen);
    }

    [GeneratedRegex(@"^```.*?^```[^\r\n]*$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    // An editor wrapped a long line here, so the next line continues the sentence.
    [GeneratedRegex(@"(?<=[^\r\n]{60}[^\r\n.!?:])\r?\n(?=\[?\p{Ll})")]
    private static partial Regex Wrap();
}

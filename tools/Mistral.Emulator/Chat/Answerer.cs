using System;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace Mistral.Emulator;

/// <summary>The emulated model. It is small and deterministic, and it reads the conversation.</summary>
internal static partial class Answerer
{
    private const int LongText = 400;
    private const int MaxSubjects = 4;

    public static string Answer(ChatRequest request, int choice)
    {
        var text = request.LastUserText;
        if (Echo().Match(text) is { Success: true } echo)
        {
            return echo.Groups["text"].Value.Trim();
        }

        if (request.Messages[^1] is { Role: "tool" } tool)
        {
            return $"{(tool.ToolName is null ? "The tool" : "The tool " + tool.ToolName)} returned: {tool.Text}";
        }

        var oneWord = OneWord().IsMatch(request.System + "\n" + text);
        return FromText(request, text)
            ?? FromCapitals(request, text, oneWord)
            ?? FromName(request, text)
            ?? FromNumbers(text)
            ?? FromSubjects(request, text, oneWord, choice);
    }

    /// <summary>Returns the thinking of a reasoning model before its answer.</summary>
    public static string Thought(ChatRequest request)
    {
        var subjects = TextWords.Subjects(request.LastUserText).Take(MaxSubjects);
        return "The user asks about " + string.Join(", ", subjects.DefaultIfEmpty("something")) + ". I will answer directly.";
    }

    private static string? FromText(ChatRequest request, string text)
    {
        if (text.Length > LongText)
        {
            var question = TextWords.Sentences(text).LastOrDefault(sentence => sentence.EndsWith('?'));
            return (question is null ? null : Extract.AnswerTo(question, text)) ?? Extract.Summary(text);
        }

        return request.System.Length > LongText ? Extract.AnswerTo(text, request.System) : null;
    }

    private static string? FromCapitals(ChatRequest request, string text, bool oneWord)
    {
        // "And of Italy?" repeats the previous question for another country.
        var asked = request.UserTexts.Any(earlier => earlier.Contains("capital", StringComparison.OrdinalIgnoreCase));
        return asked && Capitals.InText(text) is { } found
            ? oneWord ? found.Capital : $"The capital of {found.Country} is {found.Capital}."
            : null;
    }

    private static string? FromName(ChatRequest request, string text)
    {
        if (!NameQuestion().IsMatch(text))
        {
            return null;
        }

        var told = request.UserTexts.Select(earlier => NameTold().Match(earlier)).LastOrDefault(match => match.Success);
        return told is null ? "You have not told me your name." : $"Your name is {told.Groups["name"].Value}.";
    }

    private static string? FromNumbers(string text)
    {
        var match = Arithmetic().Match(text);
        if (!match.Success
            || !decimal.TryParse(match.Groups["a"].Value, CultureInfo.InvariantCulture, out var a)
            || !decimal.TryParse(match.Groups["b"].Value, CultureInfo.InvariantCulture, out var b))
        {
            return null;
        }

        decimal? result = match.Groups["op"].Value switch
        {
            "+" => a + b,
            "-" => a - b,
            "*" or "x" or "×" => a * b,
            _ => b == 0 ? null : decimal.Round(a / b, 6),
        };
        return result?.ToString("0.######", CultureInfo.InvariantCulture);
    }

    private static string FromSubjects(ChatRequest request, string text, bool oneWord, int choice)
    {
        var subjects = TextWords.Subjects(text).Take(MaxSubjects).ToArray();
        if (subjects.Length == 0)
        {
            return oneWord ? "Hello" : "Hello! What would you like to know?";
        }

        if (oneWord)
        {
            return subjects[0];
        }

        var named = subjects.Length == 1 ? subjects[0] : string.Join(", ", subjects[..^1]) + " and " + subjects[^1];
        string[] forms =
        [
            $"In short, this is about {named}: start from what is known, check it with one example, and go on from there.",
            $"With {named}, the simplest way that works is usually the best one.",
            $"The main thing about {named} is to look at the facts first and decide afterwards.",
            $"On {named}: take one step at a time and verify each of them.",
        ];
        var first = Fnv.Hash(text + "/" + request.RandomSeed.ToString(CultureInfo.InvariantCulture)) % (ulong)forms.Length;
        return forms[((int)first + choice) % forms.Length];
    }

    [GeneratedRegex(@"^\s*(?:say exactly|repeat)\s*:\s*(?<text>.*)$", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Echo();

    [GeneratedRegex(@"\b(?:one|single)[ -]word\b", RegexOptions.IgnoreCase)]
    private static partial Regex OneWord();

    [GeneratedRegex(@"\bwhat(?:'s| is| was) my name\b", RegexOptions.IgnoreCase)]
    private static partial Regex NameQuestion();

    [GeneratedRegex(@"\bmy name is (?<name>\p{L}[\p{L}'-]*)", RegexOptions.IgnoreCase)]
    private static partial Regex NameTold();

    [GeneratedRegex(@"(?<a>\d+(?:\.\d+)?)\s*(?<op>[+\-*x×/])\s*(?<b>\d+(?:\.\d+)?)")]
    private static partial Regex Arithmetic();
}

using System;
using System.Globalization;

namespace Mistral.PowerShell.Core.Text;

/// <summary>
/// Estimates the number of tokens of a text from its words and characters. The weights are fitted to the tokenizer of Mistral's
/// newer models; the page of Measure-MistralToken has the errors. Linear time, and no memory for the text.
/// </summary>
internal sealed class TokenEstimator
{
    // The weights of the parts into which the tokenizer splits a text.
    private const double Digit = 1;
    private const double LineBreak = 1.1;
    private const double Indentation = 0.6;
    private const double SpaceBeforeDigit = 0.9;
    private const double Mark = 1.17;
    private const double NextMark = 0.12;
    private const double MarkBeforeWord = 0.88;
    private const double OtherMark = 0.87;
    private const double Word = 0.81;
    private const double CapitalWord = 1;
    private const double NextCapital = 0.35;

    // Letters of a word from the sixth on. Text in a language with accents has rarer words.
    private const int LongWord = 5;
    private const double NextLetter = 0.22;
    private const double NextForeignLetter = 0.39;

    private double _tokens;
    private long _extraLetters;
    private long _words;
    private long _accentedWords;

    /// <summary>The estimate for all text so far.</summary>
    public long Count
    {
        get
        {
            double foreign = _words == 0 ? 0 : Math.Min(1, 4.0 * _accentedWords / _words);
            double tokens = _tokens + (_extraLetters * (NextLetter + (NextForeignLetter * foreign)));
            return tokens == 0 ? 0 : Math.Max(1, (long)Math.Round(tokens));
        }
    }

    /// <summary>Estimates the number of tokens of a text.</summary>
    public static long Estimate(string text)
    {
        TokenEstimator estimator = new();
        estimator.Add(text.AsSpan());
        return estimator.Count;
    }

    /// <summary>Adds a text, or the next part of a long one.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        for (int at = 0; at < text.Length;)
        {
            at = GetKind(text[at]) switch
            {
                Kind.Space => AddSpace(text, at),
                Kind.Digit => AddDigit(at),
                Kind.Mark => AddMarks(text, at),
                Kind.Latin or Kind.Accented => AddWord(text, at),
                Kind script => AddLetters(text, at, script),
            };
        }
    }

    private int AddDigit(int at)
    {
        _tokens += Digit;
        return at + 1;
    }

    // One space belongs to the word after it.
    private int AddSpace(ReadOnlySpan<char> text, int start)
    {
        int at = start;
        int spaces = 0;
        bool isBreak = false;
        for (; at < text.Length && GetKind(text[at]) is Kind.Space; at++)
        {
            bool isLineEnd = text[at] is '\r' or '\n';
            isBreak |= isLineEnd;
            spaces = isLineEnd ? 0 : spaces + 1;
        }

        _tokens += isBreak ? LineBreak : 0;
        _tokens += spaces > 1 ? Indentation : 0;
        _tokens += !isBreak && at < text.Length && GetKind(text[at]) is Kind.Digit ? SpaceBeforeDigit : 0;
        return at;
    }

    private int AddMarks(ReadOnlySpan<char> text, int start)
    {
        int at = start;
        bool isAscii = true;
        for (; at < text.Length && GetKind(text[at]) is Kind.Mark; at++)
        {
            isAscii &= text[at] < 128;
        }

        int length = at - start;
        bool isBeforeWord = at < text.Length && GetKind(text[at]) is not (Kind.Space or Kind.Digit);
        _tokens += !isAscii ? OtherMark * length
            : isBeforeWord && length == 1 && (start == 0 || text[start - 1] != ' ') ? MarkBeforeWord
            : Mark + (NextMark * (length - 1));

        // A line break belongs to the marks before it.
        while (at < text.Length && text[at] is '\r' or '\n')
        {
            at++;
        }

        return at;
    }

    private int AddWord(ReadOnlySpan<char> text, int start)
    {
        int at = start;
        int capitals = 0;
        bool hasSmall = false;
        bool isAccented = false;
        for (; at < text.Length && GetKind(text[at]) is Kind.Latin or Kind.Accented; at++)
        {
            bool isCapital = char.IsUpper(text[at]);
            if (isCapital && hasSmall)
            {
                // A capital within a word begins another one.
                break;
            }

            hasSmall |= !isCapital;
            capitals += isCapital ? 1 : 0;
            isAccented |= GetKind(text[at]) is Kind.Accented;
        }

        int length = at - start;
        if (capitals > 1)
        {
            _tokens += CapitalWord + (NextCapital * (length - 1));
            return at;
        }

        _tokens += Word;
        _extraLetters += Math.Max(0, length - LongWord);
        _words++;
        _accentedWords += isAccented ? 1 : 0;
        return at;
    }

    private int AddLetters(ReadOnlySpan<char> text, int start, Kind script)
    {
        int at = start;
        while (at < text.Length && GetKind(text[at]) == script)
        {
            at++;
        }

        (double first, double next) = script switch
        {
            Kind.Cyrillic => (0.31, 0.3),
            Kind.Greek => (1.07, 0.3),
            Kind.Arabic => (0.36, 0.3),
            Kind.Indic => (0.94, 0.3),
            Kind.Hangul => (1.34, 0.3),
            Kind.Kana => (0.66, 0.62),
            Kind.Han => (1, 0.88),
            _ => (1, 0.8),
        };
        _tokens += first + (next * (at - start - 1));
        return at;
    }

    private static Kind GetKind(char value)
    {
        if (value < 128)
        {
            return value is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') ? Kind.Latin
                : value is >= '0' and <= '9' ? Kind.Digit
                : value <= ' ' ? Kind.Space
                : Kind.Mark;
        }

        return CharUnicodeInfo.GetUnicodeCategory(value) switch
        {
            UnicodeCategory.DecimalDigitNumber => Kind.Digit,
            UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Control => Kind.Space,
            <= UnicodeCategory.EnclosingMark => GetScript(value),
            _ => Kind.Mark,
        };
    }

    private static Kind GetScript(char letter) => letter switch
    {
        < '\u0250' or (>= '\u1E00' and < '\u1F00') => Kind.Accented,
        (>= '\u0370' and < '\u0400') or (>= '\u1F00' and < '\u2000') => Kind.Greek,
        >= '\u0400' and < '\u0530' => Kind.Cyrillic,
        (>= '\u0590' and < '\u0780') or (>= '\uFB50' and < '\uFE00') => Kind.Arabic,
        >= '\u0900' and < '\u0E00' => Kind.Indic,
        >= '\u3040' and < '\u3100' => Kind.Kana,
        (>= '\u1100' and < '\u1200') or (>= '\uAC00' and < '\uD7B0') => Kind.Hangul,
        (>= '\u3400' and < '\uA000') or (>= '\uF900' and < '\uFB00') => Kind.Han,
        _ => Kind.Letter,
    };

    private enum Kind
    {
        Space,
        Digit,
        Mark,
        Latin,
        Accented,
        Greek,
        Cyrillic,
        Arabic,
        Indic,
        Kana,
        Hangul,
        Han,
        Letter,
    }
}

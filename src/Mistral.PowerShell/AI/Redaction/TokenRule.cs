using System;
using System.Collections.Generic;

namespace Mistral.PowerShell.AI.Redaction;

/// <summary>Keys and tokens of common services, JSON web tokens, authorization headers, and the values of settings such as <c>ApiKey</c>.</summary>
internal sealed class TokenRule() : RedactionRule("Token")
{
    private const int MistralLength = 32;
    private const int MinHeader = 8;
    private const string SlackHook = "hooks.slack.com/services/";

    // The first characters of a key, and how many follow at least.
    private static readonly (string Prefix, int Minimum)[] s_prefixes =
    [
        ("AKIA", 16), ("ASIA", 16), ("ABIA", 16), ("ACCA", 16), ("AIza", 30), ("GOCSPX-", 20), ("ya29", 20),
        ("ghp_", 20), ("gho_", 20), ("ghu_", 20), ("ghs_", 20), ("ghr_", 20), ("github_pat_", 20), ("glpat-", 16),
        ("xoxb-", 10), ("xoxp-", 10), ("xoxa-", 10), ("xoxr-", 10), ("xoxs-", 10), ("xoxe-", 10), ("xapp-", 10),
        ("sk-", 20), ("sk_live_", 10), ("sk_test_", 10), ("rk_live_", 10), ("rk_test_", 10), ("whsec_", 16),
        ("npm_", 20), ("pypi-", 20), ("hf_", 20), ("dop_v1_", 20), ("dapi", 32), ("dckr_pat_", 16), ("shpat_", 20), ("hvs", 20),
        ("ATATT3", 20), ("ops_eyJ", 20), ("AGE-SECRET-KEY-", 20), ("SG", 30),
    ];

    private static readonly string[] s_endings =
        ["apikey", "accesskey", "secretkey", "accountkey", "clientsecret", "sharedsecret", "accesstoken", "refreshtoken", "authtoken", "sastoken", "secretaccesskey"];

    private static readonly string[] s_names = ["token", "secret", "sig"];

    public override bool IsNameOfValue(string name) => KeyValue.IsName(name, s_endings, s_names);

    public override void Find(string text, List<FoundValue> found)
    {
        foreach ((int start, int end) in KeyValue.Find(text, s_endings, s_names))
        {
            Add(found, start, end);
        }

        for (int i = 0; i < text.Length; i++)
        {
            if (Ascii.IsKey(text[i]))
            {
                i = FindInRun(text, i, Ascii.EndOf(text, i, Ascii.IsKey), found) - 1;
            }
        }

        FindHooks(text, found);
        FindAzureSecrets(text, found);
    }

    // Returns where the search continues.
    private int FindInRun(string text, int start, int end, List<FoundValue> found)
    {
        if (EndOfHeader(text, start, end) is > 0 and int headerEnd)
        {
            Add(found, Ascii.EndOf(text, end, static c => c is ' '), headerEnd);
            return headerEnd;
        }

        if (end - start == MistralLength && IsMixed(text, start, end))
        {
            Add(found, start, end);
            return end;
        }

        // A key may follow another word and an underscore, as in a name.
        for (int i = start; i < end; i++)
        {
            if (i > start && Ascii.IsAlphanumeric(text[i - 1]))
            {
                continue;
            }

            if (FindEnd(text, i, end) is > 0 and int keyEnd)
            {
                Add(found, i, keyEnd);
                return keyEnd;
            }
        }

        return end;
    }

    private static int FindEnd(string text, int start, int end)
    {
        if (Ascii.StartsWith(text, start, "eyJ") && Ascii.Is(text, end, '.') && Ascii.StartsWith(text, end + 1, "eyJ"))
        {
            int second = Ascii.EndOf(text, end + 1, Ascii.IsKey);
            return Ascii.Is(text, second, '.') ? Ascii.EndOf(text, second + 1, Ascii.IsKey) : second;
        }

        foreach ((string prefix, int minimum) in s_prefixes)
        {
            if (text[start] != prefix[0] || !Ascii.StartsWith(text, start, prefix))
            {
                continue;
            }

            // Some keys continue after a full stop.
            int keyEnd = Ascii.Is(text, end, '.') && prefix is "SG" or "ya29" or "hvs" ? Ascii.EndOf(text, end, static c => Ascii.IsKey(c) || c is '.') : end;
            if (keyEnd - start - prefix.Length >= minimum)
            {
                return keyEnd;
            }
        }

        return 0;
    }

    private static int EndOfHeader(string text, int start, int end)
    {
        if (!(end - start == 6 && Ascii.StartsWith(text, start, "bearer", StringComparison.OrdinalIgnoreCase))
            && !(end - start == 5 && Ascii.StartsWith(text, start, "basic", StringComparison.OrdinalIgnoreCase)))
        {
            return 0;
        }

        int value = Ascii.EndOf(text, end, static c => c is ' ');
        if (value == end)
        {
            return 0;
        }

        // "Bearer authentication" is prose.
        int valueEnd = Ascii.EndOf(text, value, Ascii.IsToken);
        return valueEnd - value >= MinHeader && text.AsSpan(value, valueEnd - value).IndexOfAny("0123456789=".AsSpan()) >= 0 ? valueEnd : 0;
    }

    private static bool IsMixed(string text, int start, int end)
    {
        (bool lower, bool upper, bool digit) = (false, false, false);
        for (int i = start; i < end; i++)
        {
            lower |= text[i] is >= 'a' and <= 'z';
            upper |= text[i] is >= 'A' and <= 'Z';
            digit |= Ascii.IsDigit(text[i]);
            if (!Ascii.IsAlphanumeric(text[i]))
            {
                return false;
            }
        }

        return lower && upper && digit;
    }

    private void FindHooks(string text, List<FoundValue> found)
    {
        for (int at = text.IndexOf(SlackHook, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(SlackHook, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            int start = at + SlackHook.Length;
            int end = Ascii.EndOf(text, start, static c => Ascii.IsKey(c) || c is '/');
            if (end > start)
            {
                Add(found, start, end);
            }
        }
    }

    // The secret of an application in Microsoft Entra has "Q~" after four characters, and has 40 characters.
    private void FindAzureSecrets(string text, List<FoundValue> found)
    {
        const int Before = 4;
        const int MaxAfter = 36;
        const int MinAfter = 30;
        for (int at = text.IndexOf("Q~", StringComparison.Ordinal); at >= 0; at = text.IndexOf("Q~", at + 1, StringComparison.Ordinal))
        {
            int start = at;
            while (start > 0 && at - start < Before && IsSecret(text[start - 1]))
            {
                start--;
            }

            int end = at + 2;
            while (end < text.Length && end - at - 2 < MaxAfter && IsSecret(text[end]))
            {
                end++;
            }

            if (at - start >= 3 && end - at - 2 >= MinAfter)
            {
                Add(found, start, end);
            }
        }
    }

    private static bool IsSecret(char c) => Ascii.IsKey(c) || c is '~' or '.';
}

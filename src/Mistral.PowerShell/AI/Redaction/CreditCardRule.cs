using System.Collections.Generic;

namespace Mistral.PowerShell.AI.Redaction;

/// <summary>Numbers of credit cards, with a valid check digit and the first digits of an issuer, with or without spaces and hyphens.</summary>
internal sealed class CreditCardRule() : RedactionRule("CreditCard")
{
    private const int MinDigits = 13;
    private const int MaxDigits = 19;

    public override void Find(string text, List<FoundValue> found)
    {
        for (int i = 0; i < text.Length; i++)
        {
            // A number begins with a group of digits.
            if (!Ascii.IsDigit(text[i]))
            {
                continue;
            }

            if (!Ascii.IsWordAt(text, i - 1) && FindEnd(text, i) is > 0 and int end)
            {
                Add(found, i, end);
                i = end - 1;
            }
            else
            {
                i = Ascii.EndOf(text, i, Ascii.IsDigit) - 1;
            }
        }
    }

    // The longest number that begins here and ends with a group.
    private static int FindEnd(string text, int start)
    {
        int found = 0;
        int count = 0;

        // Luhn's sums if the next digit is doubled or not. Each digit swaps the two.
        int sum = 0;
        int other = 0;
        long prefix = 0;
        for (int i = start; i < text.Length && count <= MaxDigits; i++)
        {
            if (!Ascii.IsDigit(text[i]))
            {
                if (text[i] is not (' ' or '-' or '\u00a0') || i + 1 >= text.Length || !Ascii.IsDigit(text[i + 1]))
                {
                    break;
                }

                continue;
            }

            int digit = text[i] - '0';
            int doubled = digit > 4 ? (digit * 2) - 9 : digit * 2;
            (sum, other) = (other + digit, sum + doubled);
            prefix = count < 6 ? (prefix * 10) + digit : prefix;
            count++;
            if (count is >= MinDigits and <= MaxDigits && sum % 10 == 0 && !Ascii.IsWordAt(text, i + 1) && IsIssued(prefix, count))
            {
                found = i + 1;
            }
        }

        return found;
    }

    // The prefix has six digits.
    private static bool IsIssued(long prefix, int count) => (prefix / 10_000) switch
    {
        34 or 37 => count == 15,
        30 or 36 or 38 or 39 => count is >= 14 and <= 19,
        35 => count >= 16,
        >= 40 and < 50 => count is 13 or 16 or 19,
        >= 50 and < 56 => count is >= 13 and <= 19,
        >= 56 and < 70 => count >= 13,
        >= 22 and < 28 => count == 16 && prefix is >= 222_100 and < 272_100,
        81 => count >= 16,
        _ => false,
    };
}

using System;
using System.Collections.Generic;

namespace Mistral.PowerShell.AI.Redaction;

/// <summary>IBANs with valid check digits and the length of their country, with or without spaces.</summary>
internal sealed class IbanRule() : RedactionRule("Iban")
{
    private const string Lengths =
        "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27GB22GE22GI23GL18"
        + "GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15"
        + "OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30";

    public override void Find(string text, List<FoundValue> found)
    {
        for (int i = 0; i + 4 < text.Length; i++)
        {
            if (Ascii.IsLetter(text[i]) && Ascii.IsLetter(text[i + 1]) && Ascii.IsDigit(text[i + 2]) && Ascii.IsDigit(text[i + 3])
                && !Ascii.IsWordAt(text, i - 1) && FindLength(text[i], text[i + 1]) is > 0 and int length && FindEnd(text, i, length) is > 0 and int end)
            {
                Add(found, i, end);
                i = end - 1;
            }
        }
    }

    private static int FindLength(char first, char second)
    {
        for (int i = 0; i < Lengths.Length; i += 4)
        {
            if (Lengths[i] == char.ToUpperInvariant(first) && Lengths[i + 1] == char.ToUpperInvariant(second))
            {
                return ((Lengths[i + 2] - '0') * 10) + Lengths[i + 3] - '0';
            }
        }

        return 0;
    }

    private static int FindEnd(string text, int start, int length)
    {
        Span<char> characters = stackalloc char[length];
        int count = 0;
        int end = start;
        for (; end < text.Length && count < length; end++)
        {
            if (Ascii.IsAlphanumeric(text[end]))
            {
                characters[count++] = char.ToUpperInvariant(text[end]);
            }
            else if (text[end] is not (' ' or '\u00a0' or '-') || !Ascii.IsAlphanumeric(text[end - 1]))
            {
                return 0;
            }
        }

        return count == length && !Ascii.IsWordAt(text, end) && IsValid(characters) ? end : 0;
    }

    // The check digits are valid if the number, with the first four characters at its end, is 1 modulo 97.
    private static bool IsValid(ReadOnlySpan<char> characters)
    {
        int rest = 0;
        for (int i = 0; i < characters.Length; i++)
        {
            char c = characters[(i + 4) % characters.Length];
            rest = Ascii.IsDigit(c) ? ((rest * 10) + c - '0') % 97 : ((rest * 100) + c - 'A' + 10) % 97;
        }

        return rest == 1;
    }
}

using System.Collections.Generic;

namespace Mistral.PowerShell.AI.Redaction;

/// <summary>IPv4 addresses.</summary>
internal sealed class IPv4Rule() : RedactionRule("IPv4")
{
    private const int Parts = 4;

    public override void Find(string text, List<FoundValue> found)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!Ascii.IsDigit(text[i]) || Ascii.IsWordAt(text, i - 1) || (Ascii.Is(text, i - 1, '.') && i > 1 && Ascii.IsDigit(text[i - 2])))
            {
                continue;
            }

            if (EndOfAddress(text, i) is > 0 and int end)
            {
                Add(found, i, end);
                i = end - 1;
            }
        }
    }

    private static int EndOfAddress(string text, int index)
    {
        for (int part = 1; ; part++)
        {
            int number = 0;
            int start = index;
            while (index < text.Length && index - start < 3 && Ascii.IsDigit(text[index]))
            {
                number = (number * 10) + text[index++] - '0';
            }

            if (index == start || number > byte.MaxValue)
            {
                return 0;
            }

            if (part == Parts)
            {
                bool isLonger = Ascii.IsWordAt(text, index) || (Ascii.Is(text, index, '.') && index + 1 < text.Length && Ascii.IsDigit(text[index + 1]));
                return isLonger ? 0 : index;
            }

            if (!Ascii.Is(text, index++, '.'))
            {
                return 0;
            }
        }
    }
}

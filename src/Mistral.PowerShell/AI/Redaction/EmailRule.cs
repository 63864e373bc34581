using System.Collections.Generic;

namespace Mistral.PowerShell.AI.Redaction;

/// <summary>E-mail addresses whose domain has a dot.</summary>
internal sealed class EmailRule() : RedactionRule("Email")
{
    public override void Find(string text, List<FoundValue> found)
    {
        int floor = 0;
        for (int at = text.IndexOf('@'); at >= 0; at = text.IndexOf('@', at + 1))
        {
            int start = at;
            while (start > floor && IsLocal(text[start - 1]))
            {
                start--;
            }

            while (start < at && !char.IsLetterOrDigit(text[start]) && text[start] != '_')
            {
                start++;
            }

            int end = EndOfDomain(text, at + 1);
            if (start < at && end > 0)
            {
                Add(found, start, end);
            }

            floor = at + 1;
        }
    }

    private static bool IsLocal(char c) => char.IsLetterOrDigit(c) || c is '.' or '_' or '%' or '+' or '-' or '\'' or '&' or '~';

    // Returns 0 if it isn't a domain.
    private static int EndOfDomain(string text, int start)
    {
        int end = 0;
        int label = start;
        bool hasDot = false;
        for (int i = start; ; i++)
        {
            if (i < text.Length && (char.IsLetterOrDigit(text[i]) || (text[i] == '-' && i > label)))
            {
                continue;
            }

            int labelEnd = i;
            while (labelEnd > label && text[labelEnd - 1] == '-')
            {
                labelEnd--;
            }

            // A top-level domain has two characters or more, and isn't a number.
            if (hasDot && labelEnd - label >= 2 && !Ascii.IsDigit(text[labelEnd - 1]))
            {
                end = labelEnd;
            }

            if (i == label || !Ascii.Is(text, i, '.'))
            {
                return end;
            }

            hasDot = true;
            label = i + 1;
        }
    }
}

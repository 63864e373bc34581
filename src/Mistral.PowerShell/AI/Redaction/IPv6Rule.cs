using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;

namespace Mistral.PowerShell.AI.Redaction;

/// <summary>IPv6 addresses with two groups or more, also with an IPv4 address at their end.</summary>
internal sealed class IPv6Rule() : RedactionRule("IPv6")
{
    private const int MaxLength = 45;

    public override void Find(string text, List<FoundValue> found)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!IsPart(text[i]))
            {
                continue;
            }

            int start = i;
            i = Ascii.EndOf(text, i, IsPart);
            int end = i;
            while (end > start && (text[end - 1] == '.' || (text[end - 1] == ':' && !Ascii.Is(text, end - 2, ':'))))
            {
                end--;
            }

            if (end - start is > 2 and <= MaxLength && !Ascii.IsWordAt(text, start - 1) && !Ascii.IsWordAt(text, end) && IsAddress(text.Substring(start, end - start)))
            {
                Add(found, start, end);
            }
        }
    }

    private static bool IsPart(char c) => Ascii.IsHex(c) || c is ':' or '.';

    private static bool IsAddress(string text)
    {
        int groups = 0;
        int colons = 0;
        for (int i = 0; i < text.Length; i++)
        {
            colons += text[i] == ':' ? 1 : 0;
            groups += text[i] != ':' && (i == 0 || text[i - 1] == ':') ? 1 : 0;
        }

        // "::" alone stands in code, such as [Math]::Abs.
        return colons >= 2 && groups >= 2 && IPAddress.TryParse(text, out IPAddress? address) && address.AddressFamily is AddressFamily.InterNetworkV6;
    }
}

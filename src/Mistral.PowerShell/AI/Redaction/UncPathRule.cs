using System.Collections.Generic;

namespace Mistral.PowerShell.AI.Redaction;

/// <summary>UNC paths with a server and a share, also with doubled backslashes. A path in quotes may contain spaces.</summary>
internal sealed class UncPathRule() : RedactionRule("UncPath")
{
    public override void Find(string text, List<FoundValue> found)
    {
        // Where a search for a closing quote ended without one.
        int searched = 0;
        for (int i = 0; i + 1 < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                continue;
            }

            int start = i;
            int server = Ascii.EndOf(text, i, static c => c == '\\');
            i = server - 1;
            int serverEnd = Ascii.EndOf(text, server, IsServer);
            int share = Ascii.EndOf(text, serverEnd, static c => c == '\\');
            // Doubled backslashes are also in the path of a drive.
            bool isInPath = start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] == ':');
            if (isInPath || server - start < 2 || serverEnd == server || share == serverEnd || share >= text.Length || !IsPath(text[share]) || text[share] == ' ')
            {
                continue;
            }

            int end = Ascii.EndOf(text, share, static c => IsPath(c) && !char.IsWhiteSpace(c));
            if (start > 0 && text[start - 1] is '"' or '\'' && end > searched)
            {
                char quote = text[start - 1];
                int close = Ascii.EndOf(text, end, c => c != quote && c is not ('\r' or '\n'));
                (end, searched) = Ascii.Is(text, close, quote) ? (close, searched) : (end, close);
            }

            Add(found, start, end);
            i = end - 1;
        }
    }

    private static bool IsServer(char c) => char.IsLetterOrDigit(c) || c is '.' or '-' or '_';

    private static bool IsPath(char c) => c >= ' ' && c is not ('"' or '<' or '>' or '|' or '*' or '?' or '\'' or ',' or ';');
}

using System;
using System.Collections.Generic;

namespace Mistral.PowerShell.AI.Redaction;

/// <summary>PEM blocks: private keys, certificates and others. A block without an end reaches as far as its base64.</summary>
internal sealed class PemRule() : RedactionRule("Pem")
{
    private const string Begin = "-----BEGIN ";
    private const string End = "-----END ";
    private const string Line = "-----";
    private const int MaxLabel = 64;

    public override void Find(string text, List<FoundValue> found)
    {
        int nextEnd = 0;
        for (int start = text.IndexOf(Begin, StringComparison.Ordinal); start >= 0; start = text.IndexOf(Begin, start, StringComparison.Ordinal))
        {
            int body = start + Begin.Length;

            // After the last end, the text isn't searched again.
            if (nextEnd >= 0 && nextEnd < body)
            {
                nextEnd = text.IndexOf(End, body, StringComparison.Ordinal);
            }

            int end = nextEnd >= 0 ? EndOfLabel(text, nextEnd + End.Length) : Ascii.EndOf(text, EndOfLabel(text, body), static c => Ascii.IsToken(c) || char.IsWhiteSpace(c) || c is '\\');
            Add(found, start, end);
            start = end;
        }
    }

    private static int EndOfLabel(string text, int start)
    {
        int length = Math.Min(MaxLabel, text.Length - start);
        int line = text.IndexOf(Line, start, length, StringComparison.Ordinal);
        return line >= 0 ? line + Line.Length : start;
    }
}

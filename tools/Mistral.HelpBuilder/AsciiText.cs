using System.Text;

namespace Mistral.HelpBuilder;

/// <summary>
/// Keeps topics in ASCII, because Windows PowerShell's help function sends only ASCII to its pager.
/// </summary>
internal sealed class AsciiText(DiagnosticLog log, string path)
{
    public string Convert(string text)
    {
        var result = new StringBuilder(text.Length);
        int line = 1;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.Value == '\n')
            {
                line++;
            }

            if (rune.IsAscii)
            {
                result.Append((char)rune.Value);
            }
            else if (Replace(rune) is string replacement)
            {
                result.Append(replacement);
            }
            else
            {
                log.Add(path, line, Rule.TopicNotAscii,
                    $"the character U+{rune.Value:X4} isn't allowed in a topic, which must be ASCII text");
            }
        }

        return result.ToString();
    }

    private static string? Replace(Rune rune) => rune.Value switch
    {
        0xFEFF => string.Empty,
        0x00A0 or 0x202F => " ",
        0x2018 or 0x2019 => "'",
        0x201C or 0x201D => "\"",
        0x2010 or 0x2011 or 0x2013 => "-",
        0x2014 => "--",
        0x2026 => "...",
        0x2190 => "<-",
        0x2192 => "->",
        0x2264 => "<=",
        0x2265 => ">=",
        0x00D7 => "x",
        _ => null,
    };
}

using System.Text;

namespace Mistral.Client.Errors;

/// <summary>Makes text of servers safe for a console. All displayed text is cleaned here; data is not changed.</summary>
internal static class DisplayText
{
    private const char Replacement = '\uFFFD';

    /// <summary>
    /// Replaces each control character, and each character that changes the direction of text, by U+FFFD.
    /// Tabs and line ends are kept.
    /// </summary>
    public static string Clean(string text) => FindUnsafe(text) is int first ? Replace(text, first) : text;

    /// <summary>Whether a text contains a character that <see cref="Clean"/> replaces.</summary>
    public static bool IsUnsafe(string text) => FindUnsafe(text) is not null;

    private static int? FindUnsafe(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (IsUnsafe(text, i))
            {
                return i;
            }
        }

        return null;
    }

    private static string Replace(string text, int first)
    {
        StringBuilder made = new(text);
        for (int i = first; i < text.Length; i++)
        {
            if (IsUnsafe(text, i))
            {
                made[i] = Replacement;
            }
        }

        return made.ToString();
    }

    private static bool IsUnsafe(string text, int at) => text[at] switch
    {
        '\t' or '\n' => false,
        '\r' => at + 1 == text.Length || text[at + 1] != '\n',
        < ' ' or (>= '\u007F' and <= '\u009F') => true,

        // Characters that change the direction of text, and line separators that only some programs know.
        '\u061C' or '\u200E' or '\u200F' or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069') => true,
        _ => false,
    };
}

using System.Globalization;
using System.Text;

namespace Mistral.PowerShell.Core.Text;

/// <summary>Makes text of servers safe for a console.</summary>
internal static class ConsoleText
{
    /// <summary>Writes control characters, invisible characters and line ends as <c>\uXXXX</c>.</summary>
    public static string Escape(string text)
    {
        StringBuilder made = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            int length = char.IsSurrogatePair(text, i) ? 2 : 1;
            if (IsShown(CharUnicodeInfo.GetUnicodeCategory(text, i)))
            {
                _ = made.Append(text, i, length);
            }
            else
            {
                for (int j = i; j < i + length; j++)
                {
                    _ = made.AppendFormat(CultureInfo.InvariantCulture, "\\u{0:x4}", (int)text[j]);
                }
            }

            i += length - 1;
        }

        return made.ToString();
    }

    private static bool IsShown(UnicodeCategory category) => category is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Mistral.PowerShell.Core.Files;

/// <summary>Makes a file name that is safe on every system from one that a server sent.</summary>
internal static class SafeFileName
{
    // Linux limits a name to 255 bytes, and the temporary name of a download is longer than its final one.
    private const int MaxBytes = 200;
    private const int MaxExtension = 20;

    private static readonly Regex s_device = new(
        @"^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00B9\u00B2\u00B3])(\.|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>Gets the safe name: one without a folder, without characters that a system forbids or hides, and not that of a device.</summary>
    /// <param name="name">The name as the server sent it, or null.</param>
    /// <param name="fallback">The name to use if nothing is left of it.</param>
    public static string Get(string? name, string fallback)
    {
        string text = name ?? string.Empty;
        text = text.Substring(text.LastIndexOfAny(['/', '\\']) + 1);
        StringBuilder safe = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            bool isPair = char.IsSurrogatePair(text, i);
            if (isPair)
            {
                _ = safe.Append(text[i]).Append(text[++i]);
            }
            else
            {
                _ = safe.Append(IsUnsafe(text[i]) ? '_' : text[i]);
            }
        }

        // Windows drops dots and spaces at the end of a name.
        string result = Shorten(safe.ToString().Trim().TrimEnd('.', ' '));
        return result.Length == 0 ? Get(fallback, "file") : s_device.IsMatch(result) ? "_" + result : result;
    }

    private static bool IsUnsafe(char value) => value is '<' or '>' or ':' or '"' or '|' or '?' or '*' || CharUnicodeInfo.GetUnicodeCategory(value) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,

        // Such as marks that turn the direction of the text around; those within emoji and words stay.
        UnicodeCategory.Format => value is not ('\u200C' or '\u200D'),
        _ => false,
    };

    // The extension stays, because it says what the file is.
    private static string Shorten(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= MaxBytes)
        {
            return name;
        }

        int dot = name.LastIndexOf('.');
        string extension = dot > 0 && name.Length - dot <= MaxExtension ? name.Substring(dot) : string.Empty;
        int length = name.Length - extension.Length;
        int room = MaxBytes - Encoding.UTF8.GetByteCount(extension);
        char[] stem = name.ToCharArray();
        while (Encoding.UTF8.GetByteCount(stem, 0, length) > room || char.IsHighSurrogate(stem[length - 1]))
        {
            length--;
        }

        return name.Remove(length) + extension;
    }
}

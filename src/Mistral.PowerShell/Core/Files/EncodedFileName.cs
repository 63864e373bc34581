using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Mistral.Client;

namespace Mistral.PowerShell.Core.Files;

/// <summary>
/// Makes a file name from the name of an object. Different names get different file names, and none leaves its folder: what a
/// system forbids is percent-encoded.
/// </summary>
internal static class EncodedFileName
{
    // Linux limits a name to 255 bytes, and the temporary name of a file is longer than its final one.
    private const int MaxBytes = 180;

    private static readonly Regex s_device = new(@"^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9])(\.|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>Gets the file name without an extension.</summary>
    /// <param name="name">The name.</param>
    /// <param name="encodesUpperCase">Whether capital letters are encoded, so that names that differ only in case get different file names on each system.</param>
    /// <exception cref="MistralApiException">The name is empty or too long.</exception>
    public static string Of(string name, bool encodesUpperCase = false)
    {
        bool isDevice = s_device.IsMatch(name);
        StringBuilder made = new(name.Length);
        for (int i = 0; i < name.Length; i++)
        {
            bool isPair = char.IsSurrogatePair(name, i);
            string part = name.Substring(i, isPair ? 2 : 1);
            bool isEdge = i == 0 || i + part.Length == name.Length;
            _ = IsSafe(part, isEdge) && !(isDevice && i == 0) && !(encodesUpperCase && char.IsUpper(part, 0)) ? made.Append(part) : Encode(made, part);
            i += part.Length - 1;
        }

        string result = made.ToString();
        return result.Length == 0 ? throw MistralApiException.InvalidArgument("An empty name can't be the name of a file.")
            : Encoding.UTF8.GetByteCount(result) > MaxBytes ? throw MistralApiException.InvalidArgument($"The name '{name.Substring(0, 40)}...' is too long for the name of a file.")
            : result;
    }

    // Systems hide a dot at the start of a name, and drop dots and spaces at its end.
    private static bool IsSafe(string part, bool isEdge) =>
        part is "-" or "_" || (part is "." or " " && !isEdge) || char.IsLetterOrDigit(part, 0);

    private static StringBuilder Encode(StringBuilder made, string part)
    {
        foreach (byte value in Encoding.UTF8.GetBytes(part))
        {
            _ = made.Append('%').Append(value.ToString("X2", CultureInfo.InvariantCulture));
        }

        return made;
    }
}

using System.Globalization;
using System.Linq;

namespace Mistral.PowerShell.AI.Redaction;

/// <summary>The text that stands for a value: <c>&lt;EMAIL_1&gt;</c>.</summary>
internal static class RedactionMark
{
    /// <summary>The maximum length of a rule's name.</summary>
    public const int MaxName = 32;

    /// <summary>The maximum length between the brackets.</summary>
    public const int MaxLength = MaxName + 11;

    /// <summary>Creates a mark.</summary>
    public static string Create(string name, int number) => "<" + name + "_" + number.ToString(CultureInfo.InvariantCulture) + ">";

    /// <summary>Whether a character can be between the brackets.</summary>
    public static bool IsInner(char c) => c is (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_';

    /// <summary>Gets the name in a text of the form of a mark, without its brackets; null for other text.</summary>
    public static string? FindName(string inner)
    {
        int line = inner.LastIndexOf('_');
        return line > 0 && line < inner.Length - 1 && inner.Skip(line + 1).All(c => c is >= '0' and <= '9') ? inner.Substring(0, line) : null;
    }
}

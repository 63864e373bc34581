using System.Collections;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Mistral.Client;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.AI.Tools;

/// <summary>The line that a user is asked about: the command with all its arguments, whatever the model made of them.</summary>
internal static class ToolCallText
{
    private const int MaxValueLength = 120;

    /// <summary>Writes the line of a call that the server runs.</summary>
    public static string Of(ToolCall call) => ConsoleText.Escape($"{Shorten(call.Function.Name ?? string.Empty)} {Shorten(call.Function.Arguments ?? string.Empty)}");

    /// <summary>Writes the line. A long value is cut, and no argument is left out.</summary>
    public static string Of(Tool tool, Hashtable arguments)
    {
        StringBuilder line = new(tool.Name);
        foreach (string name in tool.Parameters.GetProperty("properties").EnumerateObject().Select(p => p.Name).Where(arguments.ContainsKey))
        {
            string value = ToolResultWriter.Write([arguments[name]], [], int.MaxValue, isMore: false, hide: static text => text);
            _ = line.Append(" -").Append(name).Append(' ').Append(Shorten(value));
        }

        return ConsoleText.Escape(line.ToString());
    }

    private static string Shorten(string value)
    {
        string shown = Regex.Replace(value, @"\s+|\p{Zs}+", " ");
        return shown.Length <= MaxValueLength ? shown : $"{shown.Remove(MaxValueLength)}... ({value.Length} characters)";
    }
}

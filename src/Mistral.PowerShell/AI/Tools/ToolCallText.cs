using System.Collections;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Mistral.Client;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.AI.Tools;

/// <summary>The text of a call in a confirmation: the command with all arguments of the model.</summary>
internal static class ToolCallText
{
    private const int MaxValueLength = 120;

    /// <summary>Writes the text of a call that the server runs.</summary>
    public static string Of(ToolCall call) => ConsoleText.Escape($"{Shorten(call.Function.Name ?? string.Empty)} {Shorten(call.Function.Arguments ?? string.Empty)}");

    /// <summary>Writes the text of a call. Long values are shortened, and no argument is omitted.</summary>
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

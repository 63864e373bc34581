using System;
using System.Text.RegularExpressions;

namespace Mistral.Emulator;

/// <summary>Fills the gap between a prompt and a suffix with a line or two of plausible code.</summary>
internal static partial class CodeCompleter
{
    public static string Complete(string prompt, string suffix)
    {
        var start = prompt.EndsWith('\n') ? "" : "\n";
        var end = suffix.Length == 0 || suffix.StartsWith('\n') ? "" : "\n";
        return start + Body(prompt, suffix) + end;
    }

    private static string Body(string prompt, string suffix)
    {
        if (Python().Match(prompt) is { Success: true } python)
        {
            return suffix.Contains("return", StringComparison.Ordinal)
                ? $"    result = {First(python)}"
                : $"    return {First(python)}";
        }

        if (PowerShell().Match(prompt) is { Success: true } shell)
        {
            var closed = suffix.TrimStart().StartsWith('}');
            return $"    Write-Output '{shell.Groups["name"].Value}'" + (closed ? "" : "\n}");
        }

        return "// completed";
    }

    private static string First(Match function) => function.Groups["first"] is { Length: > 0 } first ? first.Value : "None";

    [GeneratedRegex(@"\bdef\s+\w+\s*\(\s*(?<first>\w*)", RegexOptions.RightToLeft)]
    private static partial Regex Python();

    [GeneratedRegex(@"\bfunction\s+(?<name>[\w-]+)", RegexOptions.RightToLeft | RegexOptions.IgnoreCase)]
    private static partial Regex PowerShell();
}

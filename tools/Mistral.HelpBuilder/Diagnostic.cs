using System.Globalization;

namespace Mistral.HelpBuilder;

/// <summary>A mistake in a page, or, without a file, in how the tool was run.</summary>
internal sealed record Diagnostic(string? File, int Line, Rule Rule, string Message)
{
    /// <summary>The format that MSBuild recognizes in a tool's output.</summary>
    public override string ToString()
    {
        string origin = File is null ? "Mistral.HelpBuilder " : $"{File}({Line.ToString(CultureInfo.InvariantCulture)})";
        string code = ((int)Rule).ToString("'MH'000", CultureInfo.InvariantCulture);
        return $"{origin}: error {code}: {Message}";
    }
}

using System.Collections.Generic;

namespace Mistral.HelpBuilder;

/// <summary>The sections of a cmdlet's page.</summary>
internal static class SectionTitles
{
    public const string Synopsis = "SYNOPSIS";
    public const string Syntax = "SYNTAX";
    public const string Description = "DESCRIPTION";
    public const string Examples = "EXAMPLES";
    public const string Parameters = "PARAMETERS";
    public const string Inputs = "INPUTS";
    public const string Outputs = "OUTPUTS";
    public const string Notes = "NOTES";
    public const string Links = "RELATED LINKS";

    /// <summary>All sections, in the order of a page.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Synopsis, Syntax, Description, Examples, Parameters, Inputs, Outputs, Notes, Links];

    /// <summary>The sections that a page may omit.</summary>
    public static IReadOnlyList<string> Optional { get; } = [Notes, Links];

    /// <summary>The sections without inner headings.</summary>
    public static IReadOnlyList<string> Flat { get; } = [Synopsis, Description, Notes, Links];
}

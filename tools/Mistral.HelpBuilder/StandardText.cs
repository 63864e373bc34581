using System.Collections.Generic;

namespace Mistral.HelpBuilder;

/// <summary>
/// The text of a new page for parameters that many cmdlets share. It is written into the page once, and the page can then be
/// changed.
/// </summary>
internal static class StandardText
{
    /// <summary>The texts by parameter name.</summary>
    public static IReadOnlyDictionary<string, string> OfParameters { get; } = new Dictionary<string, string>
    {
        ["Connection"] =
            """
            The connection to use instead of the current one: the name of a saved connection, or an object that
            `Connect-Mistral -PassThru` or `Get-MistralConnection` returned.
            """,
        ["WhatIf"] = "Shows what would happen. Nothing is changed.",
        ["Confirm"] = "Asks for confirmation before anything is changed.",
        ["IncludeTotalCount"] =
            """
            Writes the number of all objects first. Where the API does not report that number, the output says that it is
            unknown.
            """,
        ["Skip"] = "Skips this number of objects at the start.",
        ["First"] = "Returns at most this number of objects. Later pages of the list are not requested.",
    };
}

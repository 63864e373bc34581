using System.Collections.Generic;

namespace Mistral.HelpBuilder;

/// <summary>
/// What a new page says about parameters that many cmdlets have in common. It is written into the page once; a page can
/// say more.
/// </summary>
internal static class StandardText
{
    /// <summary>The text by the name of the parameter.</summary>
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

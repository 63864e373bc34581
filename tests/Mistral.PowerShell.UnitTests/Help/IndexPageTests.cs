using System.Collections.Generic;
using Mistral.HelpBuilder;
using Xunit;

namespace Mistral.PowerShell.UnitTests;

public sealed class IndexPageTests
{
    private const string Index =
        """
        # Documentation

        | Topic | What it explains |
        |---|---|
        | [about_Thing](about_Thing.md) | Things. |

        ## Things

        | Cmdlet | What it does |
        |---|---|
        | [New-Thing](New-Thing.md) | Makes a thing. |
        | [Get-Thing](Get-Thing.md) | Old words. |

        Some prose.
        """;

    [Fact]
    public void Rows_have_the_synopses_of_the_pages_and_keep_their_order()
    {
        Dictionary<string, string> synopses = new() { ["Get-Thing"] = "Gets a thing.", ["New-Thing"] = "Makes a thing." };

        Assert.Equal(Lines(Index).Replace("Old words.", "Gets a thing."), IndexPage.Write(Index, synopses));
    }

    [Fact]
    public void A_new_cmdlet_stands_after_the_last_row_of_its_noun()
    {
        Dictionary<string, string> synopses = new()
        {
            ["Get-Thing"] = "Gets a thing.",
            ["New-Thing"] = "Makes a thing.",
            ["Remove-Thing"] = "Removes a thing.",
            ["Get-ThingPart"] = "Gets a part.",
        };

        string expected = Lines(Index).Replace(
            "| [Get-Thing](Get-Thing.md) | Old words. |",
            "| [Get-Thing](Get-Thing.md) | Gets a thing. |\n| [Get-ThingPart](Get-ThingPart.md) | Gets a part. |\n| [Remove-Thing](Remove-Thing.md) | Removes a thing. |");
        Assert.Equal(expected, IndexPage.Write(Index, synopses));
    }

    [Fact]
    public void A_cmdlet_of_a_new_noun_stands_in_a_section_at_the_end()
    {
        Dictionary<string, string> synopses = new() { ["Get-Other"] = "Gets another.", ["Set-Other"] = "Sets another." };

        Assert.Equal(
            Lines(Index).Replace("| [New-Thing](New-Thing.md) | Makes a thing. |\n| [Get-Thing](Get-Thing.md) | Old words. |\n", "")
                + "\n## Other\n\n| Cmdlet | What it does |\n|---|---|\n| [Get-Other](Get-Other.md) | Gets another. |\n| [Set-Other](Set-Other.md) | Sets another. |\n",
            IndexPage.Write(Index, synopses));
    }

    [Fact]
    public void What_is_right_stays_as_it_is()
    {
        Dictionary<string, string> synopses = new() { ["Get-Thing"] = "Old words.", ["New-Thing"] = "Makes a thing." };

        Assert.Equal(Lines(Index), IndexPage.Write(Index, synopses));
    }

    [Theory]
    [InlineData("# Get-Thing\n\n## SYNOPSIS\n\nGets a thing.\n\n## SYNTAX\n", "Gets a thing.")]
    [InlineData("# Get-Thing\n\n## SYNOPSIS\n\n## SYNTAX\n", "")]
    [InlineData("", "")]
    public void The_synopsis_of_a_page_is_its_first_paragraph(string page, string synopsis) => Assert.Equal(synopsis, IndexPage.GetSynopsis(page));

    private static string Lines(string text) => text.ReplaceLineEndings("\n") + "\n";
}

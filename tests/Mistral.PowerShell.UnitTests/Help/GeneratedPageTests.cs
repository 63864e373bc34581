using System;
using System.IO;
using System.Linq;
using Mistral.HelpBuilder;
using Xunit;

namespace Mistral.PowerShell.UnitTests;

public sealed class GeneratedPageTests
{
    private const string Common =
        """

        ### CommonParameters

        This cmdlet supports the common parameters. For more information, see
        [about_CommonParameters](https://go.microsoft.com/fwlink/?LinkID=113216).

        """;

    [Fact]
    public void A_page_with_only_prose_becomes_a_complete_page()
    {
        using SampleDocs docs = new();
        docs.Write(SampleDocs.Prose);
        string expected =
            """
            ---
            # This header, SYNTAX, the tables of PARAMETERS and the types of OUTPUTS are generated: ./build.ps1 Help
            document type: cmdlet
            external help file: Mistral.PowerShell.dll-Help.xml
            HelpUri: https://github.com/mistral-powershell/mistral-powershell/blob/main/docs/Get-Thing.md
            Locale: en-US
            Module Name: Mistral
            online version: https://github.com/mistral-powershell/mistral-powershell/blob/main/docs/Get-Thing.md
            schema: 2.0.0
            title: Get-Thing
            ---

            # Get-Thing

            ## SYNOPSIS

            Gets a thing.

            ## SYNTAX

            ```
            Get-Thing [-Name] <String> [-Force] [<CommonParameters>]
            ```

            ## DESCRIPTION

            Gets a thing by its name.

            ## EXAMPLES

            ### Example 1: Get a thing

            ```powershell
            Get-Thing one
            ```

            ### Example 2: Get another

            ```powershell
            Get-Thing two -Force
            ```

            ## PARAMETERS

            ### -Force

            Gets it even if it is hidden.

            ```yaml
            Type: SwitchParameter
            Parameter Sets: (All)
            Aliases:
            Required: False
            Position: Named
            Default value: False
            Accept pipeline input: False
            Accept wildcard characters: False
            ```

            ### -Name

            The name of the thing.

            ```yaml
            Type: String
            Parameter Sets: (All)
            Aliases:
            Required: True
            Position: 0
            Default value: None
            Accept pipeline input: False
            Accept wildcard characters: False
            ```

            """ + Common +
            """

            ## INPUTS

            ### None

            ## OUTPUTS

            ### Sample.Thing

            ## RELATED LINKS

            [About](https://example.com/about)

            """;
        Assert.Equal(expected, docs.Update());
    }

    [Fact]
    public void A_complete_page_is_not_changed()
    {
        using SampleDocs docs = new();
        docs.Write(SampleDocs.ValidPage);
        Assert.Equal(SampleDocs.ValidPage, docs.Update());
        Assert.Empty(docs.Check());
    }

    [Fact]
    public void Windows_line_endings_are_accepted()
    {
        using SampleDocs docs = new();
        docs.Write(SampleDocs.ValidPage.Replace("\n", "\r\n", StringComparison.Ordinal));
        Assert.Equal(SampleDocs.ValidPage, docs.Update());
        Assert.Empty(docs.Check());
    }

    [Fact]
    public void A_new_cmdlet_gets_a_page_template()
    {
        using SampleDocs docs = new(typeof(SampleCmdlets.SetThing));
        string page = docs.UpdateFile();
        foreach (string title in SectionTitles.All.Except(SectionTitles.Optional))
        {
            Assert.Contains($"\n## {title}\n", page);
        }

        Assert.Contains("\n### Name (Default)\n\n```\nSet-Thing [-Name] <String[]>", page);
        Assert.Contains("\n### Id\n\n```\nSet-Thing [[-Number] <Int32[]>]", page);
        Assert.Contains("\n### -WhatIf\n\nShows what would happen. Nothing is changed.\n", page);
        Assert.Contains("\n## INPUTS\n\n### System.String\n", page);
        Assert.Contains("\n### System.Int32\n\n### System.String[]\n\n### Sample.Thing\n", page);

        // The missing prose, each with its position.
        Assert.Equal(
            [Rule.SectionEmpty, Rule.SectionEmpty, Rule.ExamplesMissing, .. Enumerable.Repeat(Rule.ParameterDescriptionMissing, 5)],
            docs.Check().Select(mistake => mistake.Rule));
    }

    [Fact]
    public void A_parameter_that_differs_by_set_has_one_table_for_each_set()
    {
        using SampleDocs docs = new(typeof(SampleCmdlets.SetThing));
        string page = docs.Update();
        Assert.Contains("Type: Int32[]\nParameter Sets: Name\nAliases:\nRequired: False\nPosition: 1\n", page);
        Assert.Contains("Type: Int32[]\nParameter Sets: Id\nAliases:\nRequired: False\nPosition: 0\n", page);
        Assert.Contains("Type: String\nParameter Sets: Id\nAliases: ThingId, Key\nRequired: True\n", page);
    }

    [Fact]
    public void Accepted_values_and_ranges_are_rows_of_the_table()
    {
        using SampleDocs docs = new(typeof(SampleCmdlets.FindThing));
        string page = docs.Update();
        Assert.Contains("Aliases:\nAccepted values: asc, desc\nRequired: False\nPosition: Named\nDefault value: asc\n", page);
        Assert.Contains("Aliases:\nAccepted length: 1 to 255\nAccepted pattern: ^[a-z]+$\nRequired: False\n", page);
        Assert.Contains("Aliases:\nAccepted range: 1 to 100\nRequired: False\nPosition: Named\nDefault value: 20\n", page);
    }

    [Fact]
    public void A_long_syntax_is_wrapped_between_parameters()
    {
        using SampleDocs docs = new(typeof(SampleCmdlets.FindThing));
        string syntax = docs.Update().Split("```")[1];
        Assert.Equal(
            """

            Find-Thing [-Order <String>] [-Size <Size>] [-Count <Int32>] [-Weight <Double>] [-Label <String>] [-Tag <String[]>]
             [-After <DateTimeOffset>] [-Connection <String>] [-IncludeTotalCount] [-Skip <UInt64>] [-First <UInt64>]
             [<CommonParameters>]

            """,
            syntax);
    }

    [Fact]
    public void A_default_that_is_not_a_constant_is_kept_and_a_constant_replaces_the_written_one()
    {
        using SampleDocs docs = new(typeof(SampleCmdlets.FindThing));
        docs.Write(
            docs.Update().Replace("### -After\n\n```yaml\nType: DateTimeOffset\nParameter Sets: (All)\nAliases:\nRequired: False\nPosition: Named\nDefault value: None", "### -After\n\n```yaml\nType: Int32\nDefault value: 30 days ago", StringComparison.Ordinal)
                .Replace("Default value: asc", "Default value: desc", StringComparison.Ordinal),
            "Find-Thing.md");
        string page = docs.Update();
        Assert.Contains("Type: DateTimeOffset\nParameter Sets: (All)\nAliases:\nRequired: False\nPosition: Named\nDefault value: 30 days ago\n", page);
        Assert.Contains("Default value: asc\n", page);
        Assert.DoesNotContain("Default value: desc\n", page);
    }

    [Theory]
    [InlineData("Gets a thing.", "Gets a thing.\n\n<!-- kept -->")]
    [InlineData("The name of the thing.", "The name of the thing.\n\n```yaml\nname: kept\n```\n\n#### Deeper\n\n- kept")]
    [InlineData("## PARAMETERS\n", "## PARAMETERS\n\nText that has no place.\n")]
    [InlineData("### -Force\n", "### -Old\n\nWhat was written about it.\n\n### -Force\n")]
    [InlineData("## RELATED LINKS\n", "## ODD\n\nA section that has no place.\n\n## RELATED LINKS\n")]
    [InlineData("## RELATED LINKS\n", "## NOTES\n\n### Sub\n\nA note.\n\n## RELATED LINKS\n")]
    [InlineData("### Sample.Thing\n", "### Sample.Thing\n\nWhat it has.\n")]
    [InlineData("### None\n", "### Sample.Other\n\nWhat can be piped.\n")]
    [InlineData("### Sample.Thing\n", "### Sample.Thing\n\n### Sample.Old\n\nWhat it had.\n")]
    public void Written_prose_is_kept(string place, string with)
    {
        using SampleDocs docs = new();
        docs.Write(Replace(SampleDocs.ValidPage, place, with));
        string page = docs.UpdateFile();
        foreach (string line in with.Split('\n'))
        {
            Assert.Contains(line, page);
        }

        Assert.Equal(page, docs.Update());
    }

    [Theory]
    [InlineData("[-Force] [<CommonParameters>]", "[<CommonParameters>]", 22)]
    [InlineData("schema: 2.0.0", "schema: 1.0.0", 9)]
    [InlineData("Position: 0", "Position: 1", 69)]
    [InlineData("Default value: False", "Default value: True", 55)]
    [InlineData("### CommonParameters", "### CommonParameters\n\nMore.", 77)]
    [InlineData("### Sample.Thing", "### None", 86)]
    [InlineData("\n\n## SYNTAX", "\n\n\n## SYNTAX", 19)]
    public void A_stale_generated_part_is_reported_with_the_command_that_updates_it(string right, string wrong, int line)
    {
        using SampleDocs docs = new();
        docs.Write(Replace(SampleDocs.ValidPage, right, wrong));
        Diagnostic stale = Assert.Single(docs.Check());
        Assert.Equal(Rule.PageStale, stale.Rule);
        Assert.Equal(line, stale.Line);
        Assert.Equal(
            $"{Path.Combine(docs.Folder, SampleDocs.PageName)}({line}): error MH026: the generated parts of the page are stale; run './build.ps1 Help'",
            stale.ToString());

        Assert.Equal(SampleDocs.ValidPage, docs.UpdateFile());
        Assert.Empty(docs.Check());
    }

    private static string Replace(string text, string part, string with)
    {
        Assert.Contains(part, text);
        return text.Replace(part, with, StringComparison.Ordinal);
    }
}

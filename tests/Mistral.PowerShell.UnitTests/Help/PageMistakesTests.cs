using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Mistral.HelpBuilder;
using Xunit;

namespace Mistral.PowerShell.UnitTests;

/// <summary>Each mistake is made in a page that is otherwise right, and reported alone.</summary>
public sealed class PageMistakesTests
{
    private const string Topic = "# about_Thing\n\n## SHORT DESCRIPTION\n\nThings.\n\n## LONG DESCRIPTION\n\nMore about things.\n";

    public static TheoryData<int, string, string, string> PageMistakes => new()
    {
        { 10, "Gets a thing.", "Gets a\u0001 thing.", "a help file cannot hold the character U+0001" },
        { 11, "https://example.com/about", "Nowhere.md", "the link to 'Nowhere.md' leads nowhere" },
        { 30, "\n# Get-Thing", "\n# Get-Thin", "the first heading is not '# Get-Thing'" },
        { 31, "## RELATED LINKS", "## NOTES\n\n### Inner\n\nText.\n\n## RELATED LINKS", "the heading 'Inner' has no place in a command's page" },
        { 31, "## RELATED LINKS", "## ODD\n\nText.\n\n## RELATED LINKS", "the heading 'ODD' has no place in a command's page" },
        { 32, "## RELATED LINKS", "## SYNOPSIS\n\nAgain.\n\n## RELATED LINKS", "the section '## SYNOPSIS' is there twice" },
        { 33, "## SYNOPSIS\n\nGets a thing.\n\n", "", "there is no section '## SYNOPSIS'; './build.ps1 Help' adds it" },
        { 33, "## DESCRIPTION\n\nGets a thing by its name.\n\n", "", "there is no section '## DESCRIPTION'; './build.ps1 Help' adds it" },
        { 34, "## SYNOPSIS\n\nGets a thing.\n", "## SYNOPSIS\n", "the section '## SYNOPSIS' is empty" },
        { 34, "Gets a thing by its name.\n", "", "the section '## DESCRIPTION' is empty" },
        { 35, "# Get-Thing\n", "# Get-Thing\n\nText.\n", "there must be nothing but headings here" },
        { 35, "## EXAMPLES\n", "## EXAMPLES\n\nText.\n", "there must be nothing before the first example" },
        { 35, "## PARAMETERS\n", "## PARAMETERS\n\nText.\n", "there must be nothing before the first parameter" },
        { 35, "## INPUTS\n", "## INPUTS\n\nText.\n", "there must be nothing but headings here" },
        { 36, "Gets a thing.\n", "Gets a thing.\n\nOr none.\n", "the synopsis is more than one paragraph" },
        { 50, "### Example 2: Get another\n\n```powershell\nGet-Thing two -Force\n```\n\n", "", "expected 2 examples or more, got 1" },
        { 51, "### Example 2: Get another", "### Another", "'Another' is not of the form 'Example 2: title'" },
        { 51, "### Example 2: Get another", "### Example 3: Get another", "'Example 3: Get another' is not of the form 'Example 2: title'" },
        { 52, "```powershell\nGet-Thing one\n```\n", "Code to come.\n", "example 1 has no code" },
        { 53, "Get-Thing one", "PS> Get-Thing one", "a prompt before the code is in the way of whoever copies it" },
        { 61, "### -Force\n", "### -Old\n\nText.\n\n### -Force\n", "the cmdlet has no parameter -Old; remove this section, or rename it if the parameter has another name now" },
        { 62, "### -Force\n", "### Force\n\nText.\n\n### -Force\n", "'Force' is neither -Name nor CommonParameters" },
        { 63, "### -Force\n", "### -Force\n\nText.\n\n### -Force\n", "the parameter -Force is there twice" },
        { 64, "Gets it even if it is hidden.\n", "", "the parameter -Force is not described" },
        { 80, "### None\n", "", "the section '## INPUTS' names no type; one that has none says '### None'" },
        { 81, "[About](https://example.com/about)", "About", "this is not a link of the form [text](address)" },
        { 82, "### Sample.Thing\n", "### Sample.Thing\n\n### Sample.Old\n\nText.\n", "'Sample.Old' is in OUTPUTS, and no OutputType attribute of the cmdlet names it; remove it here, or add it there" },
        { 83, "### None\n", "### Sample.Other\n", "the cmdlet takes no input from the pipeline; INPUTS must be '### None' alone" },
    };

    public static TheoryData<int, string, string, string> TopicMistakes => new()
    {
        { 34, "More about things.\n", "", "the section 'LONG DESCRIPTION' is empty" },
        { 35, "# about_Thing\n", "# about_Thing\n\nText.\n", "there must be nothing but headings before 'SHORT DESCRIPTION'" },
        { 90, "# about_Thing\n", "", "there is no heading 'about_Thing' before 'SHORT DESCRIPTION'" },
        { 91, "## SHORT DESCRIPTION", "## SHORT", "there is no section 'SHORT DESCRIPTION'" },
        { 92, "## LONG DESCRIPTION", "## LONG", "there is no section 'LONG DESCRIPTION'" },
        { 93, "Things.", "Th\u00efngs.", "the character U+00EF has no place in a topic, which is ASCII text" },
    };

    [Theory]
    [MemberData(nameof(PageMistakes))]
    public void A_mistake_in_a_page_is_reported(int rule, string right, string wrong, string message)
    {
        using SampleDocs docs = new();
        docs.Write(Replace(SampleDocs.ValidPage, right, wrong));
        AssertMistake(docs, (Rule)rule, message);
    }

    [Theory]
    [MemberData(nameof(TopicMistakes))]
    public void A_mistake_in_a_topic_is_reported(int rule, string right, string wrong, string message)
    {
        using SampleDocs docs = new();
        docs.Write(SampleDocs.ValidPage);
        docs.Write(Topic, "about_Thing.md");
        Assert.Empty(docs.Check());

        docs.Write(Replace(Topic, right, wrong), "about_Thing.md");
        AssertMistake(docs, (Rule)rule, message);
    }

    [Fact]
    public void A_parameter_without_a_section_is_reported_with_what_to_do()
    {
        using SampleDocs docs = new();
        string page = SampleDocs.ValidPage;
        int start = page.IndexOf("### -Force", StringComparison.Ordinal);
        docs.Write(page.Remove(start, page.IndexOf("### -Name", StringComparison.Ordinal) - start));
        AssertMistake(docs, Rule.ParameterUndocumented,
            "the parameter -Force is not described; run './build.ps1 Help', then write below '### -Force' what it does");
    }

    [Fact]
    public void A_cmdlet_that_takes_input_must_say_what()
    {
        using SampleDocs docs = new(typeof(SampleCmdlets.SetThing));
        docs.Write(docs.Update().Replace("### System.String\n", "### None\n", StringComparison.Ordinal), "Set-Thing.md");
        Assert.Contains(
            docs.Check(),
            mistake => mistake.Rule == Rule.InputsDiffer
                && mistake.Message == "the cmdlet takes input from the pipeline, and INPUTS names no type; name what can be piped to it");
    }

    [Fact]
    public void A_cmdlet_without_a_page_and_a_page_without_a_cmdlet_are_reported()
    {
        using SampleDocs docs = new();
        docs.Write(SampleDocs.ValidPage, "Get-Other.md");
        Assert.Equal(
            [
                (Rule.CommandUnknown, "Get-Other.md", "the module has no such cmdlet; rename the page, or delete it"),
                (Rule.PageMissing, "Get-Thing.md", "Get-Thing has no page; './build.ps1 Help' makes one to fill in"),
            ],
            docs.Check().Select(mistake => (mistake.Rule, Path.GetFileName(mistake.File)!, mistake.Message)));
    }

    [Fact]
    public void A_guide_is_no_page()
    {
        using SampleDocs docs = new();
        docs.Write(SampleDocs.ValidPage);
        docs.Write("No headings, and a [link](nowhere.md).", "performance.md");
        Assert.Empty(docs.Check());
    }

    [Theory]
    [InlineData("| [Get-Thing](Get-Thing.md) | Gets a thing. |\n", true)]
    [InlineData("| [Get-Thing](Get-Thing.md) | Gets something. |\n", false)]
    [InlineData("No row.\n", false)]
    public void The_index_has_the_synopses_of_the_pages(string text, bool isCurrent)
    {
        using SampleDocs docs = new();
        docs.Write(SampleDocs.ValidPage);
        docs.Write(text, "README.md");

        Assert.Equal(
            isCurrent ? [] : [(Rule.PageStale, "the rows of the cmdlets are stale; run './build.ps1 Help'")],
            docs.Check().Select(mistake => (mistake.Rule, mistake.Message)));
    }

    [Fact]
    public void Each_mistake_has_its_place_and_all_are_in_the_order_of_lines()
    {
        using SampleDocs docs = new();
        docs.Write(Replace(Replace(SampleDocs.ValidPage, "Gets it even if it is hidden.\n\n", ""), "Get-Thing two", "PS> Get-Thing two"));
        IReadOnlyList<Diagnostic> mistakes = docs.Check();
        Assert.Equal([(Rule.ExamplePrompt, 40), (Rule.ParameterDescriptionMissing, 45)], mistakes.Select(mistake => (mistake.Rule, mistake.Line)));
        Assert.Equal(
            $"{Path.Combine(docs.Folder, SampleDocs.PageName)}(45): error MH064: the parameter -Force is not described",
            mistakes[1].ToString());
    }

    [Fact]
    public void Each_rule_has_a_test()
    {
        Rule[] elsewhere =
        [
            Rule.Usage, Rule.DocsFolderMissing, Rule.FileAccess, Rule.PageMissing, Rule.CommandUnknown, Rule.PageStale, Rule.ParameterUndocumented,
        ];
        IEnumerable<Rule> here = PageMistakes.Concat(TopicMistakes).Select(row => (Rule)row.Data.Item1);
        Assert.Empty(Enum.GetValues<Rule>().Except(here).Except(elsewhere));
    }

    private static string Replace(string text, string part, string with)
    {
        Assert.Contains(part, text);
        int at = text.IndexOf(part, StringComparison.Ordinal);
        return text.Remove(at, part.Length).Insert(at, with);
    }

    // Most mistakes make the page stale as well, which is another matter.
    private static void AssertMistake(SampleDocs docs, Rule rule, string message)
    {
        Diagnostic mistake = Assert.Single(docs.Check(), mistake => mistake.Rule != Rule.PageStale);
        Assert.Equal((rule, message), (mistake.Rule, mistake.Message));
    }
}

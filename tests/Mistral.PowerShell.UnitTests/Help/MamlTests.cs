using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Mistral.PowerShell.UnitTests;

public sealed class MamlTests
{
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    [Theory]
    [InlineData("A < B && C > D", "A < B && C > D")]
    [InlineData("`\"quoted\" & 'single'`", "\"quoted\" & 'single'")]
    [InlineData("`<Type>` and &lt;b&gt;", "<Type> and <b>")]
    [InlineData("]]> <!-- hidden --> \u00e9 \ud83d\ude00", "]]> \u00e9 \ud83d\ude00")]
    public void The_help_file_contains_the_text_of_the_page(string written, string read)
    {
        using SampleDocs docs = new();
        docs.Write(SampleDocs.ValidPage.Replace("Gets a thing by its name.", written, StringComparison.Ordinal)
            .Replace("Gets it even if it is hidden.", written, StringComparison.Ordinal)
            .Replace("Get-Thing one", "Get-Thing '<&>' # ]]>", StringComparison.Ordinal));
        XElement command = Read(docs);

        Assert.Equal(read, command.Element(s_maml + "description")!.Value);
        Assert.Equal(read, Parameter(command, "Force").Element(s_maml + "description")!.Value);
        Assert.Equal("Get-Thing '<&>' # ]]>", command.Descendants(s_dev + "code").First().Value);
    }

    [Fact]
    public void The_facts_of_a_parameter_come_from_the_cmdlet()
    {
        using SampleDocs docs = new(typeof(SampleCmdlets.SetThing));
        docs.Write(Fill(docs.Update()), "Set-Thing.md");
        XElement command = Read(docs);

        Assert.Equal(["Name", "Number", "Now", "Note", "WhatIf", "Confirm"], SyntaxNames(command, 0));
        Assert.Equal(["Number", "Id", "Now", "Note", "WhatIf", "Confirm"], SyntaxNames(command, 1));
        Assert.Equal(
            "required=true variableLength=true globbing=true pipelineInput=True (ByPropertyName, ByValue) position=0 aliases=none",
            Attributes(Parameter(command, "Name")));
        Assert.Equal(
            "required=true variableLength=false globbing=false pipelineInput=True (ByPropertyName) position=named aliases=ThingId, Key",
            Attributes(Parameter(command, "Id")));
        Assert.Equal("1", command.Descendants(s_command + "syntaxItem").First().Elements(s_command + "parameter").ElementAt(1).Attribute("position")!.Value);
        Assert.Equal("False", Parameter(command, "WhatIf").Element(s_dev + "defaultValue")!.Value);
        Assert.Equal("https://github.com/mistral-powershell/mistral-powershell/blob/main/docs/Set-Thing.md", command.Descendants(s_maml + "uri").First().Value);
    }

    [Fact]
    public void Accepted_values_and_the_default_value_are_shown()
    {
        using SampleDocs docs = new(typeof(SampleCmdlets.FindThing));
        docs.Write(Fill(docs.Update()), "Find-Thing.md");
        XElement command = Read(docs);

        Assert.Equal(["Text.", "Accepted range: 1 to 100"], Parameter(command, "Count").Element(s_maml + "description")!.Elements().Select(para => para.Value));
        Assert.Equal("20", Parameter(command, "Count").Element(s_dev + "defaultValue")!.Value);
        Assert.Equal(
            ["Small", "Large"],
            command.Descendants(s_command + "syntaxItem").Single().Elements(s_command + "parameter")
                .Single(parameter => parameter.Element(s_maml + "name")!.Value == "Size")
                .Descendants(s_command + "parameterValueGroup").Single().Elements().Select(value => value.Value));
    }

    // Each parameter and section of a new page gets a text.
    private static string Fill(string page) => Regex.Replace(page, "(### -\\w+\n)\n```", "$1\nText.\n\n```")
        .Replace("## SYNOPSIS\n", "## SYNOPSIS\n\nText.\n", StringComparison.Ordinal)
        .Replace("## DESCRIPTION\n", "## DESCRIPTION\n\nText.\n", StringComparison.Ordinal)
        .Replace("## EXAMPLES\n", "## EXAMPLES\n\n### Example 1: One\n\n```\n1\n```\n\n### Example 2: Two\n\n```\n2\n```\n", StringComparison.Ordinal);

    private static XElement Read(SampleDocs docs)
    {
        using MemoryStream stream = new(docs.BuildMaml().Content);
        return XDocument.Load(stream).Root!.Elements().Single();
    }

    private static XElement Parameter(XElement command, string name) =>
        command.Element(s_command + "parameters")!.Elements().Single(parameter => parameter.Element(s_maml + "name")!.Value == name);

    private static string[] SyntaxNames(XElement command, int set) =>
        [.. command.Descendants(s_command + "syntaxItem").ElementAt(set).Elements(s_command + "parameter").Select(parameter => parameter.Element(s_maml + "name")!.Value)];

    private static string Attributes(XElement parameter) => string.Join(' ', parameter.Attributes().Select(a => $"{a.Name}={a.Value}"));
}

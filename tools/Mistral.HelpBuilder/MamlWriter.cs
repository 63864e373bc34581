using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Mistral.HelpBuilder;

/// <summary>Writes the help file for Get-Help. The layout of the text follows from the views of Get-Help.</summary>
internal static class MamlWriter
{
    private const int ExampleTitleWidth = 64;

    private static readonly XNamespace _root = "http://msh";
    private static readonly XNamespace _maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace _command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace _dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static byte[] Write(IEnumerable<CommandHelp> commands)
    {
        // Get-Help also finds some elements by their prefix.
        var document = new XDocument(new XElement(
            _root + "helpItems",
            new XAttribute("schema", "maml"),
            new XAttribute("xmlns", _root),
            new XAttribute(XNamespace.Xmlns + "maml", _maml),
            new XAttribute(XNamespace.Xmlns + "command", _command),
            new XAttribute(XNamespace.Xmlns + "dev", _dev),
            commands.Select(Command)));

        var settings = new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            Indent = true,
            NewLineChars = "\n",
            NewLineHandling = NewLineHandling.None,
        };
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, settings))
        {
            document.Save(writer);
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static XElement Command(CommandHelp help)
    {
        string[] verbAndNoun = help.Name.Split('-', 2);
        return new XElement(
            _command + "command",
            new XElement(
                _command + "details",
                new XElement(_command + "name", help.Name),
                new XElement(_command + "verb", verbAndNoun[0]),
                new XElement(_command + "noun", verbAndNoun[1]),
                Description([help.Synopsis])),
            Description(help.Description),
            new XElement(_command + "syntax", help.Syntax.Select(set => SyntaxItem(help, set))),
            new XElement(_command + "parameters", help.Parameters.Select(Parameter)),
            new XElement(
                _command + "inputTypes",
                help.Inputs.Select(type => Type(_command + "inputType", type))),
            new XElement(
                _command + "returnValues",
                help.Outputs.Select(type => Type(_command + "returnValue", type))),
            help.Notes.Count == 0
                ? null
                : new XElement(_maml + "alertSet", new XElement(_maml + "alert", Paras(help.Notes))),
            new XElement(_command + "examples", help.Examples.Select(Example)),
            new XElement(
                _command + "relatedLinks",
                help.Links.Prepend(new RelatedLink("Online Version:", ModulePages.OnlineVersion(help.Name))).Select(Link)));
    }

    private static XElement SyntaxItem(CommandHelp help, SyntaxSet set) => new(
        _command + "syntaxItem",
        new XElement(_maml + "name", help.Name),
        set.Parameters.Select(shown =>
        {
            ParameterFacts facts = shown.Facts;
            ParameterHelp parameter = help.Parameters.First(parameter => parameter.Facts == facts);
            return new XElement(
                _command + "parameter",
                Attributes(facts, shown.Group),
                new XElement(_maml + "name", facts.Name),
                Description(parameter.Description),
                facts.IsSwitch ? null : Value(facts.TypeName, isRequired: true),
                facts.Values.Count == 0 ? null : Choice(facts),
                TypeName(facts.TypeName),
                new XElement(_dev + "defaultValue", parameter.DefaultValue));
        }));

    // The parameter list contains each parameter once, so the first group is used.
    private static XElement Parameter(ParameterHelp parameter)
    {
        ParameterFacts facts = parameter.Facts;
        return new XElement(
            _command + "parameter",
            Attributes(facts, facts.Groups[0]),
            new XElement(_maml + "name", facts.Name),
            Description(parameter.Description.Concat(facts.Accepted.Select(limit => $"{limit.Label}: {limit.Text}"))),
            Value(facts.TypeName, !facts.IsSwitch),
            TypeName(facts.TypeName),
            new XElement(_dev + "defaultValue", parameter.DefaultValue));
    }

    private static IEnumerable<XAttribute> Attributes(ParameterFacts facts, ParameterGroup group) =>
    [
        new("required", group.IsMandatory),
        new("variableLength", facts.TypeName.EndsWith("[]", StringComparison.Ordinal)),
        new("globbing", facts.AcceptsWildcards),
        new("pipelineInput", group.PipelineInput),
        new("position", group.PositionText ?? "named"),
        new("aliases", facts.Aliases.Count == 0 ? "none" : string.Join(", ", facts.Aliases)),
    ];

    private static XElement Value(string type, bool isRequired) => new(
        _command + "parameterValue",
        new XAttribute("required", isRequired),
        new XAttribute("variableLength", false),
        type);

    private static XElement Choice(ParameterFacts facts) => new(
        _command + "parameterValueGroup",
        facts.Values.Select(value => Value(value, isRequired: false)));

    private static XElement TypeName(string name) => new(_dev + "type", new XElement(_maml + "name", name));

    private static XElement Type(XName element, TypeHelp type) =>
        new(element, TypeName(type.Name), Description(type.Description));

    private static XElement Example(ExampleHelp example) => new(
        _command + "example",
        new XElement(_maml + "title", Centre(example.Title)),
        Introduction(example.Introduction),
        new XElement(_dev + "code", example.Code),
        // The empty paragraph separates the text from the next title.
        new XElement(_dev + "remarks", Paras(example.Remarks), new XElement(_maml + "para")));

    // The view writes the code directly after the introduction, which is meant for a prompt. PowerShell ends a line after each
    // paragraph except the last one, so an empty paragraph is added. PowerShell 7 also keeps the white space at the end as a blank
    // line, and Windows PowerShell drops it.
    private static XElement? Introduction(IReadOnlyList<string> text) => text.Count == 0
        ? null
        : new XElement(
            _maml + "introduction",
            new XElement(_maml + "para"),
            new XElement(_maml + "para", string.Join("\n\n", text)),
            new XElement(_maml + "para", new XAttribute(XNamespace.Xml + "space", "preserve"), "\n"));

    private static XElement Link(RelatedLink link) => new(
        _maml + "navigationLink",
        new XElement(_maml + "linkText", link.Text),
        new XElement(_maml + "uri", link.Uri));

    private static XElement Description(IEnumerable<string> text) => new(_maml + "description", Paras(text));

    // PowerShell trims paragraphs, so code keeps its indent only after other text in the same paragraph.
    private static IEnumerable<XElement> Paras(IEnumerable<string> text)
    {
        var paras = new List<string>();
        foreach (string paragraph in text)
        {
            bool isCode = paragraph.StartsWith(BlockText.CodeIndent, StringComparison.Ordinal);
            if (isCode && paras.Count != 0)
            {
                paras[^1] += "\n\n" + paragraph;
            }
            else
            {
                paras.Add(isCode ? Unindent(paragraph) : paragraph);
            }
        }

        return paras.Select(para => new XElement(_maml + "para", para));
    }

    private static string Unindent(string code) => string.Join('\n', code.Split('\n')
        .Select(line => line.Length == 0 ? line : line[BlockText.CodeIndent.Length..]));

    private static string Centre(string title)
    {
        int dashes = Math.Max(4, (ExampleTitleWidth - title.Length - 2) / 2);
        string side = new('-', dashes);
        return $"{side} {title} {side}";
    }
}

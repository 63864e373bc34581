using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml;
using Markdig;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Mistral.HelpBuilder;

/// <summary>A page as Markdig parses it, with the positions of mistakes.</summary>
internal sealed class MarkdownPage
{
    private static readonly MarkdownPipeline _pipeline = new MarkdownPipelineBuilder()
        .UseYamlFrontMatter()
        .UseAlertBlocks()
        .UsePipeTables()
        .UsePreciseSourceLocation()
        .Build();

    private readonly string _path;
    private readonly string _text;
    private readonly DiagnosticLog _log;
    private readonly MarkdownDocument _document;

    public MarkdownPage(string path, string text, DiagnosticLog log)
    {
        _path = path;
        _text = text.ReplaceLineEndings("\n");
        _log = log;
        _document = Markdown.Parse(_text, _pipeline);
    }

    /// <summary>The lines of the page.</summary>
    public string[] Lines => _text.Split('\n');

    /// <summary>The command or topic the page is named after.</summary>
    public string Name => Path.GetFileNameWithoutExtension(_path);

    public IEnumerable<Block> Blocks => _document.Where(block =>
        block is not (YamlFrontMatterBlock or LinkReferenceDefinitionGroup));

    /// <summary>Gets the line number from 1. Markdig counts from 0.</summary>
    public static int LineOf(MarkdownObject item) => item.Line + 1;

    public void Report(int line, Rule rule, string message) => _log.Add(_path, line, rule, message);

    public void Report(MarkdownObject item, Rule rule, string message) => Report(LineOf(item), rule, message);

    /// <summary>Reports control characters that XML doesn't support.</summary>
    public void CheckText()
    {
        int line = 1;
        foreach (char character in _text)
        {
            if (character == '\n')
            {
                line++;
            }
            else if (!XmlConvert.IsXmlChar(character) && !char.IsSurrogate(character))
            {
                Report(line, Rule.ControlCharacter, $"a help file can't contain the character U+{(int)character:X4}");
            }
        }
    }

    /// <summary>Reports links to files that don't exist. Links to the web are not checked.</summary>
    public void CheckLinks(string folder)
    {
        foreach (LinkInline link in _document.Descendants<LinkInline>())
        {
            string url = link.Url ?? string.Empty;
            string file = Uri.UnescapeDataString(url.Split('#')[0]);
            bool isFile = file.Length != 0 && !Uri.TryCreate(url, UriKind.Absolute, out _);
            if (url.Length == 0 || (isFile && !Path.Exists(Path.Combine(folder, file))))
            {
                Report(link, Rule.BrokenLink, $"the target of the link '{url}' was not found");
            }
        }
    }
}

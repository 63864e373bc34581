using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace Mistral.HelpBuilder;

/// <summary>The folder with the pages. Guides and indexes in it are nobody's help page and are left alone.</summary>
internal sealed partial class DocsFolder(string folder, DiagnosticLog log)
{
    /// <summary>Makes the help files. A help file name of null means that pages may name any.</summary>
    public IReadOnlyList<HelpFile> Build(string? helpFileName)
    {
        string[] names = [.. Directory.EnumerateFiles(folder, "*.md")
            .Select(path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal)];

        var files = new List<HelpFile>();
        var commands = new List<CommandHelp>();
        foreach (string name in names)
        {
            if (CommandPageName.IsMatch(name))
            {
                MarkdownPage page = Load(name, content => content);
                commands.Add(new CommandPageReader(page, helpFileName).Read());
            }
            else if (TopicPageName.IsMatch(name))
            {
                MarkdownPage page = Load(name, content => new AsciiText(log, Locate(name)).Convert(content));
                string text = new TopicPageReader(page).Read();
                files.Add(new HelpFile(page.Name + ".help.txt", Encoding.UTF8.GetBytes(text)));
            }
        }

        if (helpFileName is not null && log.IsEmpty)
        {
            files.Add(new HelpFile(helpFileName, MamlWriter.Write(commands)));
        }

        return files;
    }

    [GeneratedRegex("^[A-Z][A-Za-z0-9]*-[A-Z][A-Za-z0-9]*\\.md$")]
    private static partial Regex CommandPageName { get; }

    [GeneratedRegex("^about_[A-Za-z0-9_]+\\.md$")]
    private static partial Regex TopicPageName { get; }

    private MarkdownPage Load(string name, Func<string, string> convert)
    {
        string path = Locate(name);
        var page = new MarkdownPage(path, convert(File.ReadAllText(path)), log);
        page.CheckText();
        page.CheckLinks(folder);
        return page;
    }

    private string Locate(string name) => Path.Combine(folder, name);
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace Mistral.HelpBuilder;

/// <summary>The folder with the pages. Guides in it aren't help pages and are left alone; the index has its rows made anew.</summary>
internal sealed partial class DocsFolder(string folder, IReadOnlyList<CmdletFacts> cmdlets, DiagnosticLog log)
{
    private IReadOnlyList<(MarkdownPage Page, CmdletFacts Facts)>? _pages;

    /// <summary>Checks what people wrote and makes the help files.</summary>
    public IReadOnlyList<HelpFile> Build()
    {
        var files = new List<HelpFile>();
        foreach (string name in Names().Where(name => TopicPageName.IsMatch(name)))
        {
            MarkdownPage page = Load(name, content => new AsciiText(log, Locate(name)).Convert(content));
            string text = new TopicPageReader(page).Read();
            files.Add(new HelpFile(page.Name + ".help.txt", Encoding.UTF8.GetBytes(text)));
        }

        List<CommandHelp> commands = [.. ReadPages().Select(page => new CommandPageReader(page.Page, page.Facts).Read())];
        if (log.IsEmpty)
        {
            files.Add(new HelpFile(ModulePages.HelpFileName, MamlWriter.Write(commands)));
        }

        return files;
    }

    /// <summary>Reports the pages whose generated parts are not what the assembly states.</summary>
    public void CheckGenerated()
    {
        foreach ((MarkdownPage page, CmdletFacts facts) in ReadPages())
        {
            string[] expected = GeneratedPage.Write(page, facts).Split('\n');
            string[] lines = page.Lines;
            if (!expected.SequenceEqual(lines))
            {
                int same = expected.Zip(lines).TakeWhile(pair => pair.First == pair.Second).Count();
                page.Report(same + 1, Rule.PageStale, "the generated parts of the page are stale; run './build.ps1 Help'");
            }
        }

        string index = Locate(IndexPage.FileName);
        if (File.Exists(index) && File.ReadAllText(index) is var text && text.ReplaceLineEndings("\n") != IndexPage.Write(text, Synopses(ReadPages().Select(page => (page.Facts.Name, string.Join('\n', page.Page.Lines))))))
        {
            log.Add(index, 1, Rule.PageStale, "the rows of the cmdlets are stale; run './build.ps1 Help'");
        }
    }

    /// <summary>The pages with their generated parts made anew, those of new cmdlets included.</summary>
    public IEnumerable<HelpFile> Update()
    {
        List<(string Name, string Text)> pages = [];
        foreach (CmdletFacts facts in cmdlets)
        {
            string name = facts.Name + ".md";
            string path = Locate(name);
            var page = new MarkdownPage(path, File.Exists(path) ? File.ReadAllText(path) : string.Empty, log);
            string text = GeneratedPage.Write(page, facts);
            pages.Add((facts.Name, text));
            yield return new HelpFile(name, Encoding.UTF8.GetBytes(text));
        }

        if (Locate(IndexPage.FileName) is var index && File.Exists(index))
        {
            yield return new HelpFile(IndexPage.FileName, Encoding.UTF8.GetBytes(IndexPage.Write(File.ReadAllText(index), Synopses(pages))));
        }
    }

    private static Dictionary<string, string> Synopses(IEnumerable<(string Name, string Text)> pages) =>
        pages.ToDictionary(page => page.Name, page => IndexPage.GetSynopsis(page.Text));

    private string[] Names() =>
    [
        .. Directory.EnumerateFiles(folder, "*.md")
            .Select(path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal),
    ];

    // Read once, so that a mistake is reported once.
    private IReadOnlyList<(MarkdownPage Page, CmdletFacts Facts)> ReadPages() => _pages ??= [.. Pages()];

    private IEnumerable<(MarkdownPage Page, CmdletFacts Facts)> Pages()
    {
        string[] names = Names();
        foreach (string name in names.Where(name => CommandPageName.IsMatch(name) && cmdlets.All(facts => facts.Name + ".md" != name)))
        {
            log.Add(Locate(name), 1, Rule.CommandUnknown, "the module has no such cmdlet; rename the page, or delete it");
        }

        foreach (CmdletFacts facts in cmdlets)
        {
            string name = facts.Name + ".md";
            if (names.Contains(name, StringComparer.Ordinal))
            {
                yield return (Load(name, content => content), facts);
            }
            else
            {
                log.Add(Locate(name), 1, Rule.PageMissing, $"{facts.Name} has no page; './build.ps1 Help' makes one to fill in");
            }
        }
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

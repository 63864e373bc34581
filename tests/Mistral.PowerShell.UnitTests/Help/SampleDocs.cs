using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Mistral.HelpBuilder;

namespace Mistral.PowerShell.UnitTests;

/// <summary>A folder with the page of one cmdlet, and what the help builder says about it.</summary>
internal sealed class SampleDocs : IDisposable
{
    public const string PageName = "Get-Thing.md";

    /// <summary>The prose for <see cref="SampleCmdlets.GetThing"/>.</summary>
    public const string Prose =
        """
        # Get-Thing

        ## SYNOPSIS

        Gets a thing.

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

        ### -Name

        The name of the thing.

        ## RELATED LINKS

        [About](https://example.com/about)
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public SampleDocs(Type type)
    {
        Cmdlets = CmdletReader.ReadAll([type]);
    }

    public SampleDocs()
        : this(typeof(SampleCmdlets.GetThing))
    {
    }

    public string Folder => _folder.FullName;

    public IReadOnlyList<CmdletFacts> Cmdlets { get; }

    /// <summary>A page without mistakes.</summary>
    public static string ValidPage
    {
        get
        {
            using SampleDocs docs = new();
            docs.Write(Prose);
            return docs.Update();
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    public void Write(string text, string name = PageName) => File.WriteAllText(Path.Combine(Folder, name), text);

    /// <summary>Returns the page as the tool generates it.</summary>
    public string Update() => Encoding.UTF8.GetString(new DocsFolder(Folder, Cmdlets, new DiagnosticLog()).Update().Single().Content);

    /// <summary>Updates the file itself.</summary>
    public string UpdateFile()
    {
        string text = Update();
        Write(text, Cmdlets[0].Name + ".md");
        return text;
    }

    /// <summary>Returns all mistakes with their positions.</summary>
    public IReadOnlyList<Diagnostic> Check()
    {
        var log = new DiagnosticLog();
        var docs = new DocsFolder(Folder, Cmdlets, log);
        _ = docs.Build();
        docs.CheckGenerated();
        return [.. log.Sorted()];
    }

    public HelpFile BuildMaml() =>
        new DocsFolder(Folder, Cmdlets, new DiagnosticLog()).Build().Single(file => file.Name == ModulePages.HelpFileName);
}

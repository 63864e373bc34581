using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace Mistral.Conformance.Tests.Architecture;

/// <summary>Finds the source folder of each top-level type, and the uses that a compiled assembly doesn't show.</summary>
internal sealed partial class SourceFolders
{
    /// <summary>The name of the root folder.</summary>
    public const string Root = ".";

    private readonly Dictionary<string, string> _folders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _code = new(StringComparer.Ordinal);

    /// <param name="root">The folder of the project.</param>
    public SourceFolders(string root)
    {
        foreach (string path in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            string file = Path.GetRelativePath(root, path).Replace('\\', '/');
            string code = Comment().Replace(File.ReadAllText(path), string.Empty);
            string? space = Namespace().Match(code) is { Success: true } match ? match.Groups[1].Value + "." : null;
            _code.Add(file, code);
            foreach (Match declaration in Declaration().Matches(code))
            {
                _ = _folders.TryAdd(space + declaration.Groups[1].Value, FolderOf(file));
            }
        }
    }

    /// <summary>Gets the folder of a top-level type, or null if no source file declares it.</summary>
    /// <param name="fullName">The full name, without the number of type parameters.</param>
    public string? Find(string fullName) => _folders.GetValueOrDefault(fullName);

    /// <summary>Finds the files that name a constant. The compiler copies its value, so that the assembly has no reference.</summary>
    public IEnumerable<(string File, string Folder)> FindUses(string typeName, string constant)
    {
        Regex use = new($@"\b{Regex.Escape(typeName)}\.{Regex.Escape(constant)}\b", RegexOptions.CultureInvariant);
        return _code.Where(c => use.IsMatch(c.Value)).Select(c => (c.Key, FolderOf(c.Key)));
    }

    private static string FolderOf(string file) => Path.GetDirectoryName(file)?.Replace('\\', '/') is { Length: > 0 } folder ? folder : Root;

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Namespace();

    // A nested type is indented.
    [GeneratedRegex(@"^(?:[a-z]+ )*(?:class|struct|interface|enum|record|delegate [^\r\n(]+?) (\w+)(?=[\s<(;:])", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Declaration();
}

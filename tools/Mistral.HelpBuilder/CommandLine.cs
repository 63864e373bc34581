using System.Diagnostics.CodeAnalysis;

namespace Mistral.HelpBuilder;

/// <summary>The command line of the tool.</summary>
/// <param name="Verb">One of the verbs below.</param>
/// <param name="DocsFolder">The folder with the pages.</param>
/// <param name="AssemblyPath">The built assembly with the cmdlets.</param>
/// <param name="OutputFolder">The folder in which <see cref="Build"/> writes the help files; otherwise null.</param>
internal sealed record CommandLine(string Verb, string DocsFolder, string AssemblyPath, string? OutputFolder)
{
    /// <summary>Checks the pages and writes the help files.</summary>
    public const string Build = "build";

    /// <summary>Writes the generated parts of the pages.</summary>
    public const string Update = "update";

    /// <summary>Checks the pages, including their generated parts.</summary>
    public const string Check = "check";

    public const string Usage =
        "usage: Mistral.HelpBuilder build <docsFolder> <assembly> <outputFolder> | update|check <docsFolder> <assembly>";

    public static bool TryParse(string[] args, [NotNullWhen(true)] out CommandLine? commandLine)
    {
        commandLine = args switch
        {
            [Build, string docs, string assembly, string output] => new CommandLine(Build, docs, assembly, output),
            [Update or Check, string docs, string assembly] => new CommandLine(args[0], docs, assembly, null),
            _ => null,
        };
        return commandLine is not null;
    }
}

using System.Diagnostics.CodeAnalysis;

namespace Mistral.HelpBuilder;

/// <summary>What the tool was asked to do. Without an output folder it only checks.</summary>
internal sealed record CommandLine(string DocsFolder, string? OutputFolder, string? HelpFileName)
{
    public const string Usage =
        "usage: Mistral.HelpBuilder <docsFolder> <outputFolder> <helpFileName> | --check-only <docsFolder>";

    private const string CheckOnly = "--check-only";

    public static bool TryParse(string[] args, [NotNullWhen(true)] out CommandLine? commandLine)
    {
        commandLine = args switch
        {
            [CheckOnly, string docs] => new CommandLine(docs, null, null),
            [not CheckOnly, string output, string name] => new CommandLine(args[0], output, name),
            _ => null,
        };
        return commandLine is not null;
    }
}

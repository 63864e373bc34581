using System;
using System.Collections.Generic;
using System.IO;

namespace Mistral.HelpBuilder;

internal static class Program
{
    /// <summary>Runs the command line, and writes every mistake to <paramref name="errors"/>.</summary>
    /// <returns>The exit code: 0, or 1 if there are mistakes.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter errors)
    {
        var log = new DiagnosticLog();
        try
        {
            Run(args, output, log);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.Add(Rule.FileAccess, error.Message);
        }

        foreach (Diagnostic diagnostic in log.Sorted())
        {
            errors.WriteLine(diagnostic);
        }

        return log.IsEmpty ? 0 : 1;
    }

    private static int Main(string[] args) => Run(args, Console.Out, Console.Error);

    private static void Run(string[] args, TextWriter output, DiagnosticLog log)
    {
        if (!CommandLine.TryParse(args, out CommandLine? commandLine))
        {
            log.Add(Rule.Usage, CommandLine.Usage);
            return;
        }

        if (!Directory.Exists(commandLine.DocsFolder))
        {
            log.Add(Rule.DocsFolderMissing, $"the folder '{commandLine.DocsFolder}' was not found");
            return;
        }

        var docs = new DocsFolder(commandLine.DocsFolder, ModuleAssembly.ReadCmdlets(commandLine.AssemblyPath), log);
        if (commandLine.Verb == CommandLine.Update)
        {
            WriteAll(docs.Update(), commandLine.DocsFolder, output);
        }

        IReadOnlyList<HelpFile> files = docs.Build();
        if (commandLine.Verb == CommandLine.Check)
        {
            docs.CheckGenerated();
        }

        // After a mistake, no help files are written, so that the set is never incomplete.
        if (log.IsEmpty && commandLine.OutputFolder is not null)
        {
            Directory.CreateDirectory(commandLine.OutputFolder);
            WriteAll(files, commandLine.OutputFolder, output);
        }
    }

    private static void WriteAll(IEnumerable<HelpFile> files, string folder, TextWriter output)
    {
        foreach (HelpFile file in files)
        {
            if (file.WriteIfChanged(folder))
            {
                output.WriteLine($"Mistral.HelpBuilder -> {Path.Combine(folder, file.Name)}");
            }
        }
    }
}

using System;
using System.Collections.Generic;
using System.IO;

namespace Mistral.HelpBuilder;

internal static class Program
{
    private static int Main(string[] args)
    {
        var log = new DiagnosticLog();
        try
        {
            Run(args, log);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.Add(Rule.FileAccess, error.Message);
        }

        foreach (Diagnostic diagnostic in log.Sorted())
        {
            Console.Error.WriteLine(diagnostic);
        }

        return log.IsEmpty ? 0 : 1;
    }

    private static void Run(string[] args, DiagnosticLog log)
    {
        if (!CommandLine.TryParse(args, out CommandLine? commandLine))
        {
            log.Add(Rule.Usage, CommandLine.Usage);
            return;
        }

        if (!Directory.Exists(commandLine.DocsFolder))
        {
            log.Add(Rule.DocsFolderMissing, $"there is no folder '{commandLine.DocsFolder}'");
            return;
        }

        var docs = new DocsFolder(commandLine.DocsFolder, ModuleAssembly.ReadCmdlets(commandLine.AssemblyPath), log);
        if (commandLine.Verb == CommandLine.Update)
        {
            WriteAll(docs.Update(), commandLine.DocsFolder);
        }

        IReadOnlyList<HelpFile> files = docs.Build();
        if (commandLine.Verb == CommandLine.Check)
        {
            docs.CheckGenerated();
        }

        // A page with a mistake must not leave half a set of help files behind.
        if (log.IsEmpty && commandLine.OutputFolder is not null)
        {
            Directory.CreateDirectory(commandLine.OutputFolder);
            WriteAll(files, commandLine.OutputFolder);
        }
    }

    private static void WriteAll(IEnumerable<HelpFile> files, string folder)
    {
        foreach (HelpFile file in files)
        {
            if (file.WriteIfChanged(folder))
            {
                Console.Out.WriteLine($"Mistral.HelpBuilder -> {Path.Combine(folder, file.Name)}");
            }
        }
    }
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection.PortableExecutable;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Testing;

namespace Mistral.PowerShell.Tests;

/// <summary>A copy of a PowerShell that is a .NET tool, with its assemblies compiled: its processes start in a third of the time.</summary>
internal static class PrecompiledPowerShell
{
    private const string Engine = "System.Management.Automation.dll";

    private static readonly TimeSpan PublishLimit = TimeSpan.FromMinutes(5);

    /// <returns>The precompiled copy, or the original command if it is already precompiled or can't be.</returns>
    public static async Task<PowerShellCommand> OfAsync(PowerShellCommand command, CancellationToken cancellationToken)
    {
        if (command.LeadingArguments is not [var dll] || Path.GetDirectoryName(dll) is not { } home || IsPrecompiled(Path.Combine(home, Engine)))
        {
            return command;
        }

        var copy = Path.Combine(RepositoryPaths.Root, "artifacts", "tools", "precompiled", command.Version.ToString());
        if (!Directory.Exists(copy) && !await MakeAsync(home, copy, cancellationToken))
        {
            return command;
        }

        return command with
        {
            LeadingArguments = [Path.Combine(copy, Path.GetFileName(dll))],
            Description = command.Description + ", precompiled",
        };
    }

    // The copy is renamed after it is complete.
    private static async Task<bool> MakeAsync(string home, string copy, CancellationToken cancellationToken)
    {
        var project = Path.Combine(RepositoryPaths.TestProject, "Support", "Precompile.csproj");
        var compiled = Path.Combine(RepositoryPaths.Root, "artifacts", "tools", "precompile");
        var publish = await BoundedProcess.RunAsync(
            "dotnet",
            ["publish", project, $"-p:PowerShellHome={home}", "--output", compiled],
            RepositoryPaths.Root,
            new Dictionary<string, string?>(),
            PublishLimit,
            cancellationToken);
        if (publish.ExitCode != 0)
        {
            return false;
        }

        var unfinished = $"{copy}-{Guid.NewGuid():N}";
        foreach (var file in Directory.EnumerateFiles(home, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(home, file);
            var target = Path.Combine(unfinished, name);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            var better = Path.Combine(compiled, name);
            File.Copy(File.Exists(better) ? better : file, target);
        }

        Directory.Move(unfinished, copy);
        return true;
    }

    private static bool IsPrecompiled(string assembly)
    {
        using var stream = File.OpenRead(assembly);
        using var reader = new PEReader(stream);
        return reader.PEHeaders.CorHeader?.ManagedNativeHeaderDirectory.Size > 0;
    }
}

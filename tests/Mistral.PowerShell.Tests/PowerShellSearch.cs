using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Testing;

namespace Mistral.PowerShell.Tests;

/// <summary>Finds a PowerShell, Pester and the modules that tests use, once a run. A failure is remembered too.</summary>
internal static class PowerShellSearch
{
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SaveLimit = TimeSpan.FromMinutes(1);
    private static readonly Dictionary<string, string?> NoChange = [];
    private static readonly Lazy<Task<PowerShellSearchResult>> Search = new(() => SearchAsync(CancellationToken.None));

    public static Task<PowerShellSearchResult> Result => Search.Value;

    /// <summary>Modules that some tests need. The tests are skipped if a module is missing.</summary>
    private static readonly string[] Optional =
        ["Microsoft.PowerShell.SecretManagement", "Microsoft.PowerShell.SecretStore", "PSScriptAnalyzer"];

    private static string ModuleFolder => Path.Combine(RepositoryPaths.Root, "artifacts", "tools", "modules");

    public static IReadOnlyList<string> RunFile(string script, params IEnumerable<string> arguments) =>
    [
        "-NoProfile",
        "-NonInteractive",
        .. OperatingSystem.IsWindows() ? ["-ExecutionPolicy", "Bypass"] : Array.Empty<string>(),
        "-File",
        Path.Combine(RepositoryPaths.TestProject, "Support", script),
        .. arguments,
    ];

    private static async Task<PowerShellSearchResult> SearchAsync(CancellationToken cancellationToken)
    {
        var (shell, noShell) = Environment.GetEnvironmentVariable("MISTRAL_TEST_SHELL") is { Length: > 0 } chosen
            ? await PowerShellFinder.ProbeAsync(chosen, chosen, [], cancellationToken)
            : await PowerShellFinder.FindAsync(cancellationToken);
        if (shell is null)
        {
            return new(null, $"Pester files need PowerShell: {noShell}.");
        }

        shell = await PrecompiledPowerShell.OfAsync(shell, cancellationToken);
        var (pester, noPester) = await PesterPackage.FindAsync(cancellationToken);
        if (pester is null)
        {
            return new(null, $"Pester files need Pester: {noPester}.");
        }

        Directory.CreateDirectory(ModuleFolder);
        var probe = await ProbeAsync(shell, cancellationToken);
        var missing = Missing(probe);
        if (missing.Count > 0)
        {
            // If no repository has a module, the tests that need it are skipped.
            await RunAsync(shell, SaveLimit, "Save-Module.ps1", ["-Folder", ModuleFolder, "-Name", string.Join(',', missing)], cancellationToken);
            probe = await ProbeAsync(shell, cancellationToken);
        }

        return new(new PowerShellHost(shell, pester, probe.ModulePath, Missing(probe)), null);
    }

    private static List<string> Missing(ModuleProbe probe) =>
        [.. Optional.Where(name => !probe.Modules.ContainsKey(name))];

    private static async Task<ModuleProbe> ProbeAsync(PowerShellCommand shell, CancellationToken cancellationToken)
    {
        var report = Path.GetTempFileName();
        try
        {
            var outcome = await RunAsync(
                shell, ProbeLimit, "Find-Module.ps1", ["-Report", report, "-Folder", ModuleFolder, "-Name", string.Join(',', Optional)], cancellationToken);
            return outcome.ExitCode == 0
                ? JsonSerializer.Deserialize<ModuleProbe>(await File.ReadAllTextAsync(report, cancellationToken), JsonSerializerOptions.Web)!
                : throw new InvalidOperationException($"The module path of {shell.Description} can't be read ({outcome.LastLine}).");
        }
        finally
        {
            File.Delete(report);
        }
    }

    private static Task<ProcessOutcome> RunAsync(
        PowerShellCommand shell, TimeSpan limit, string script, string[] arguments, CancellationToken cancellationToken) =>
        BoundedProcess.RunAsync(
            shell.FileName, [.. shell.LeadingArguments, .. RunFile(script, arguments)], RepositoryPaths.Root, NoChange, limit, cancellationToken);
}

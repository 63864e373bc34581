using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Testing;

namespace Mistral.PowerShell.Tests;

/// <summary>Finds a PowerShell with Pester once a run; a no is remembered as well.</summary>
internal static class PowerShellSearch
{
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SaveLimit = TimeSpan.FromMinutes(1);

    private static readonly Lazy<Task<PowerShellSearchResult>> Search = new(SearchAsync);

    public static Task<PowerShellSearchResult> Result => Search.Value;

    public static IReadOnlyList<string> RunFile(string script, params IEnumerable<string> arguments) =>
    [
        "-NoProfile",
        "-NonInteractive",
        .. OperatingSystem.IsWindows() ? ["-ExecutionPolicy", "Bypass"] : Array.Empty<string>(),
        "-File",
        Path.Combine(RepositoryPaths.TestProject, "Support", script),
        .. arguments,
    ];

    private static async Task<PowerShellSearchResult> SearchAsync()
    {
        var command = Environment.GetEnvironmentVariable("MISTRAL_TEST_SHELL") is { Length: > 0 } chosen
            ? new PowerShellCommand(chosen, [])
            : PowerShellCommand.OnPath();
        if (command is null)
        {
            (command, var problem) = await PowerShellCommand.RestoreAsync(CancellationToken.None);
            if (command is null)
            {
                return No($"there is no pwsh: not on PATH, and {problem}.");
            }
        }

        var (shell, leading) = command;
        var probe = await ProbeAsync(shell, leading);
        if (probe.Found is not { } found)
        {
            return No($"{shell} does not start ({probe.Problem}).");
        }

        var why = string.Empty;
        if (found.PesterPath is null)
        {
            Directory.CreateDirectory(Modules);
            var save = await BoundedProcess.RunAsync(
                shell, [.. leading, .. RunFile("Save-Pester.ps1", "-Path", Modules)], RepositoryPaths.Root, new Dictionary<string, string?>(), SaveLimit, CancellationToken.None);
            why = save.TimedOut ? $"no answer in {SaveLimit.TotalSeconds:0} s" : save.LastLine;
            found = (await ProbeAsync(shell, leading)).Found ?? found;
        }

        if (found.PesterPath is null)
        {
            return No($"there is no Pester 5 for {Describe(found)}: not in its module path, and not saved from its repository ({why}).");
        }

        // A tool's shim looks into the home that a test does not have: start what it would start.
        var arguments = leading.Count == 0 ? leading : [Path.Combine(found.Home, "pwsh.dll")];
        return new PowerShellSearchResult(
            new PowerShellHost(shell, arguments, Describe(found), found.PesterPath, found.ModulePath), null);
    }

    private static string Modules => Path.Combine(RepositoryPaths.Root, "artifacts", "tools", "modules");

    private static async Task<(PowerShellProbe? Found, string Problem)> ProbeAsync(string shell, IReadOnlyList<string> leading)
    {
        var report = Path.GetTempFileName();
        try
        {
            var outcome = await BoundedProcess.RunAsync(
                shell, [.. leading, .. RunFile("Find-Pester.ps1", "-Report", report, "-Modules", Modules)], RepositoryPaths.Root, new Dictionary<string, string?>(), ProbeLimit, CancellationToken.None);
            return outcome.ExitCode == 0
                ? (JsonSerializer.Deserialize<PowerShellProbe>(await File.ReadAllTextAsync(report), JsonSerializerOptions.Web), string.Empty)
                : (null, outcome.TimedOut ? "no answer" : outcome.LastLine);
        }
        finally
        {
            File.Delete(report);
        }
    }

    private static PowerShellSearchResult No(string reason) => new(null, "Pester files need a PowerShell: " + reason);

    private static string Describe(PowerShellProbe probe) =>
        $"{(probe.Edition == "Desktop" ? "Windows PowerShell" : "PowerShell")} {probe.Version}";
}

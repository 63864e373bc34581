using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Testing;

namespace Mistral.PowerShell.Tests;

/// <summary>Finds a PowerShell with Pester once a run; a no is remembered as well.</summary>
internal static class PowerShellSearch
{
    private static readonly TimeSpan RestoreLimit = TimeSpan.FromMinutes(2);
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
        var shell = Environment.GetEnvironmentVariable("MISTRAL_TEST_SHELL") is { Length: > 0 } chosen
            ? chosen
            : ExecutableSearch.Find("pwsh");
        string[] leading = [];
        if (shell is null)
        {
            shell = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } dotnet ? dotnet : "dotnet";
            leading = ["tool", "run", "pwsh", "--"];
            var restore = await BoundedProcess.RunAsync(
                shell, ["tool", "restore"], RepositoryPaths.Root, new Dictionary<string, string?>(), RestoreLimit, CancellationToken.None);
            if (restore.ExitCode != 0)
            {
                return No($"there is no pwsh: not on PATH, and `dotnet tool restore` did not bring it ({LastLine(restore)}).");
            }
        }

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
            why = save.TimedOut ? $"no answer in {SaveLimit.TotalSeconds:0} s" : LastLine(save);
            found = (await ProbeAsync(shell, leading)).Found ?? found;
        }

        if (found.PesterPath is null)
        {
            return No($"there is no Pester 5 for {Describe(found)}: not in its module path, and not saved from its repository ({why}).");
        }

        // A tool's shim looks into the home that a test does not have: start what it would start.
        var (fileName, arguments) = leading.Length == 0
            ? (shell, leading)
            : (shell, [Path.Combine(found.Home, "pwsh.dll")]);
        return new PowerShellSearchResult(
            new PowerShellHost(fileName, arguments, Describe(found), found.PesterPath, found.ModulePath), null);
    }

    private static string Modules => Path.Combine(RepositoryPaths.Root, "artifacts", "tools", "modules");

    private static async Task<(PowerShellProbe? Found, string Problem)> ProbeAsync(string shell, string[] leading)
    {
        var report = Path.GetTempFileName();
        try
        {
            var outcome = await BoundedProcess.RunAsync(
                shell, [.. leading, .. RunFile("Find-Pester.ps1", "-Report", report, "-Modules", Modules)], RepositoryPaths.Root, new Dictionary<string, string?>(), ProbeLimit, CancellationToken.None);
            return outcome.ExitCode == 0
                ? (JsonSerializer.Deserialize<PowerShellProbe>(await File.ReadAllTextAsync(report), JsonSerializerOptions.Web), string.Empty)
                : (null, outcome.TimedOut ? "no answer" : LastLine(outcome));
        }
        finally
        {
            File.Delete(report);
        }
    }

    private static PowerShellSearchResult No(string reason) => new(null, "Pester files need a PowerShell: " + reason);

    private static string Describe(PowerShellProbe probe) =>
        $"{(probe.Edition == "Desktop" ? "Windows PowerShell" : "PowerShell")} {probe.Version}";

    private static string LastLine(ProcessOutcome outcome) =>
        outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault()
        ?? $"exit code {outcome.ExitCode}";
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Testing;

/// <summary>
/// The one place that finds a PowerShell: the pwsh of PATH, else the tool this repository pins, else the newest
/// PowerShell 7 in the package registry that runs on an installed .NET.
/// </summary>
internal static class PowerShellFinder
{
    private const int FirstMinor = 4;

    // PowerShell 7.4 is built for .NET 8, 7.5 for .NET 9, and so on.
    private const int DotnetMajorOfMinorZero = 4;

    private static readonly Version Oldest = new(7, FirstMinor);
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RestoreLimit = TimeSpan.FromMinutes(2);
    private static readonly Dictionary<string, string?> NoChange = [];

    private static string Dotnet =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";

    private static string ToolFolder => Path.Combine(RepositoryPaths.Root, "artifacts", "tools", "powershell");

    /// <summary>Finds PowerShell 7.4 or later.</summary>
    /// <returns>The command, or null and the reason.</returns>
    public static async Task<(PowerShellCommand? Command, string Problem)> FindAsync(CancellationToken cancellationToken)
    {
        List<string> problems = [];
        foreach (var find in new Func<CancellationToken, Task<(PowerShellCommand?, string)>>[] { OnPathAsync, PinnedAsync, NewestAsync })
        {
            var (command, problem) = await find(cancellationToken);
            if (command is not null && command.Version >= Oldest)
            {
                return (command, "");
            }

            problems.Add(command is null ? problem : $"{command.Description} is too old (the module needs {Oldest})");
        }

        return (null, string.Join("; ", problems));
    }

    /// <summary>Starts a PowerShell to get its version and its command.</summary>
    /// <returns>The command that its process really runs, so that it works with any home and working folder; or null and the reason.</returns>
    public static async Task<(PowerShellCommand? Command, string Problem)> ProbeAsync(
        string place, string fileName, IReadOnlyList<string> leadingArguments, CancellationToken cancellationToken)
    {
        string[] question =
        [
            "-NoProfile", "-NonInteractive", "-Command",
            "$PSVersionTable.PSEdition; [string]$PSVersionTable.PSVersion; $PSHOME; (Get-Process -Id $PID).Path",
        ];
        var outcome = await BoundedProcess.RunAsync(
            fileName, [.. leadingArguments, .. question], RepositoryPaths.Root, NoChange, ProbeLimit, cancellationToken);
        var answer = outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        // The version of a preview has a suffix.
        if (outcome.ExitCode != 0 || answer is not [.., var edition, var version, var home, var process]
            || !Version.TryParse(version.Split('-')[0], out var number))
        {
            return (null, $"{place} doesn't start ({outcome.LastLine})");
        }

        // The process of a .NET tool is dotnet, which needs the dll as an argument.
        string[] leading = Path.GetFileNameWithoutExtension(process) == "dotnet" ? [Path.Combine(home, "pwsh.dll")] : [];
        var name = edition == "Desktop" ? "Windows PowerShell" : "PowerShell";
        return (new PowerShellCommand(process, leading, number, $"{name} {version}, {place}"), "");
    }

    private static async Task<(PowerShellCommand? Command, string Problem)> OnPathAsync(CancellationToken cancellationToken) =>
        ExecutableSearch.Find("pwsh") is { } found
            ? await ProbeAsync(found, found, [], cancellationToken)
            : (null, "pwsh is not on PATH");

    private static async Task<(PowerShellCommand? Command, string Problem)> PinnedAsync(CancellationToken cancellationToken)
    {
        var restore = await RunDotnetAsync(["tool", "restore"], cancellationToken);
        return restore.ExitCode == 0
            ? await ProbeAsync("the tool of this repository", Dotnet, ["tool", "run", "pwsh", "--"], cancellationToken)
            : (null, $"`dotnet tool restore` failed ({restore.LastLine.TrimEnd('.')})");
    }

    private static async Task<(PowerShellCommand? Command, string Problem)> NewestAsync(CancellationToken cancellationToken)
    {
        var problem = "no .NET for PowerShell 7 is installed";
        for (var minor = Environment.Version.Major - DotnetMajorOfMinorZero; minor >= FirstMinor; minor--)
        {
            var installed = Path.Combine(ToolFolder, $"7.{minor}");
            var shim = Path.Combine(installed, OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh");
            if (!File.Exists(shim))
            {
                var install = await RunDotnetAsync(
                    ["tool", "install", "PowerShell", "--version", $"7.{minor}.*", "--tool-path", installed], cancellationToken);
                if (install.ExitCode != 0)
                {
                    problem = $"`dotnet tool install PowerShell` failed ({install.LastLine.TrimEnd('.')})";
                    continue;
                }
            }

            (var command, problem) = await ProbeAsync("the newest of the package registry", shim, [], cancellationToken);
            if (command is not null)
            {
                return (command, "");
            }
        }

        return (null, problem);
    }

    private static Task<ProcessOutcome> RunDotnetAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        BoundedProcess.RunAsync(Dotnet, arguments, RepositoryPaths.Root, NoChange, RestoreLimit, cancellationToken);
}

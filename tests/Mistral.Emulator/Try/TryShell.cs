using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Testing;

namespace Mistral.Emulator;

/// <summary>A PowerShell that can import the module, and the script that shows it.</summary>
internal sealed class TryShell
{
    private static readonly Version Oldest = new(7, 4);
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromMinutes(1);

    private readonly PowerShellCommand _command;

    private TryShell(PowerShellCommand command, string description)
    {
        _command = command;
        Description = description;
    }

    public string Description { get; }

    /// <summary>Finds the pwsh of PATH, else the one that is a tool of this repository.</summary>
    /// <returns>The shell, or why there is none.</returns>
    public static async Task<(TryShell? Shell, string Problem)> FindAsync(CancellationToken cancellationToken)
    {
        var onPath = "not on PATH";
        if (PowerShellCommand.OnPath() is { } found)
        {
            var (shell, problem) = await ProbeAsync(found, found.FileName, cancellationToken);
            if (shell is not null)
            {
                return (shell, "");
            }

            onPath = $"{found.FileName} {problem}";
        }

        var (tool, why) = await PowerShellCommand.RestoreAsync(cancellationToken);
        if (tool is not null)
        {
            (var shell, why) = await ProbeAsync(tool, "the tool of this repository", cancellationToken);
            if (shell is not null)
            {
                return (shell, "");
            }

            why = "the one of `dotnet tool restore` " + why;
        }

        return (null, $"{onPath}, and {why}");
    }

    /// <summary>Runs the script, which writes to our own console.</summary>
    public async Task<bool> ShowAsync(TryApi api, CancellationToken cancellationToken)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Try", "Try.ps1");
        string[] policy = OperatingSystem.IsWindows() ? ["-ExecutionPolicy", "Bypass"] : [];
        return await ShownProcess.RunAsync(
            _command.FileName,
            [.. _command.LeadingArguments, "-NoProfile", "-NonInteractive", .. policy, "-File", script],
            RepositoryPaths.Root,
            api.Environment,
            cancellationToken) == 0;
    }

    private static async Task<(TryShell? Shell, string Problem)> ProbeAsync(PowerShellCommand command, string place, CancellationToken cancellationToken)
    {
        string[] question = ["-NoProfile", "-NonInteractive", "-Command", "$PSVersionTable.PSVersion.ToString()"];
        var outcome = await BoundedProcess.RunAsync(
            command.FileName, [.. command.LeadingArguments, .. question], RepositoryPaths.Root, new Dictionary<string, string?>(), ProbeLimit, cancellationToken);
        if (outcome.ExitCode != 0)
        {
            return (null, $"does not start ({outcome.LastLine})");
        }

        // A preview's version has a suffix.
        var version = outcome.LastLine;
        return Version.TryParse(version.Split('-')[0], out var number) && number >= Oldest
            ? (new TryShell(command, $"{version}, {place}"), "")
            : (null, $"is too old ({version}; the module needs {Oldest})");
    }
}

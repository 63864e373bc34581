using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Testing;

namespace Mistral.Emulator;

/// <summary>A PowerShell that can import the module, and the script that shows it.</summary>
internal sealed class TryShell
{
    private readonly PowerShellCommand _command;

    private TryShell(PowerShellCommand command) => _command = command;

    public string Description => _command.Description;

    /// <returns>The shell, or null and the reason.</returns>
    public static async Task<(TryShell? Shell, string Problem)> FindAsync(CancellationToken cancellationToken)
    {
        var (command, problem) = await PowerShellFinder.FindAsync(cancellationToken);
        return (command is null ? null : new TryShell(command), problem);
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
}

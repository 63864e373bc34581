using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Testing;

namespace Mistral.Emulator;

/// <summary>A PowerShell that can import the module, and the scripts of the demonstration.</summary>
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

    /// <summary>Runs the steps, which write to this console.</summary>
    public Task<bool> ShowAsync(TryApi api, CancellationToken cancellationToken) =>
        RunAsync(api, "Try.ps1", ["-NonInteractive"], isInteractive: false, cancellationToken);

    /// <summary>Starts an interactive PowerShell that is connected to the API of the steps.</summary>
    public async Task<bool> EnterAsync(TryApi api, CancellationToken cancellationToken)
    {
        // Ctrl+C is for the command in the shell. The emulator must continue.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        return await RunAsync(api, "Enter.ps1", ["-NoLogo", "-NoExit"], isInteractive: true, cancellationToken);
    }

    private async Task<bool> RunAsync(TryApi api, string script, string[] switches, bool isInteractive, CancellationToken cancellationToken)
    {
        string[] policy = OperatingSystem.IsWindows() ? ["-ExecutionPolicy", "Bypass"] : [];
        return await ShownProcess.RunAsync(
            _command.FileName,
            [.. _command.LeadingArguments, "-NoProfile", .. switches, .. policy, "-File", Path.Combine(AppContext.BaseDirectory, "Try", script)],
            RepositoryPaths.Root,
            api.Environment,
            cancellationToken,
            isInteractive) == 0;
    }
}

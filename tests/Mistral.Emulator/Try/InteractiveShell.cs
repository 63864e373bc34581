using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Testing;

namespace Mistral.Emulator;

/// <summary>A PowerShell at the console of the user, connected to the API that Try.ps1 has connected to.</summary>
internal static class InteractiveShell
{
    public static async Task<bool> EnterAsync(TryApi api, TryHome home, CancellationToken cancellationToken)
    {
        // Ctrl+C is for the command that runs in the shell: the emulator must survive it.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        var command = await File.ReadAllLinesAsync(home.ShellFile, cancellationToken);
        var script = Path.Combine(AppContext.BaseDirectory, "Try", "Enter.ps1");
        string[] policy = OperatingSystem.IsWindows() ? ["-ExecutionPolicy", "Bypass"] : [];
        return await ShownProcess.RunAsync(
            command[0],
            [.. command[1..], "-NoLogo", "-NoProfile", "-NoExit", .. policy, "-File", script],
            RepositoryPaths.Root,
            api.Environment,
            cancellationToken,
            isInteractive: true) == 0;
    }
}

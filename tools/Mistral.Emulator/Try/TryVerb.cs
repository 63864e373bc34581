using System;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Emulator;

/// <summary>Demonstrates the module in PowerShell, or the client in C# if PowerShell was not found.</summary>
internal static class TryVerb
{
    private const int Worked = 0;
    private const int Failed = 1;
    private const int Interrupted = 130;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <param name="isInteractive">Whether to connect only, and then to start an interactive PowerShell.</param>
    public static async Task<int> RunAsync(bool isInteractive)
    {
        using var interrupted = new CancellationTokenSource();
        using var terminate = StopOn(PosixSignal.SIGTERM, interrupted);
        using var hangUp = StopOn(PosixSignal.SIGHUP, interrupted);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(interrupted.Token);
        bound.CancelAfter(Limit);
        try
        {
            using var home = new TryHome(isInteractive);
            await using var api = await TryApi.OpenAsync(home);
            var (worked, shell) = await ShowAsync(api, interrupted, bound.Token);
            if (worked && shell is not null && isInteractive)
            {
                worked = await shell.EnterAsync(api, interrupted.Token);
            }

            return worked ? Worked : Failed;
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested)
        {
            Console.WriteLine();
            Console.WriteLine(interrupted.IsCancellationRequested ? "Interrupted." : $"Stopped: not finished after {Limit.TotalMinutes:0} minutes.");
            return interrupted.IsCancellationRequested ? Interrupted : Failed;
        }
    }

    private static async Task<(bool Worked, TryShell? Shell)> ShowAsync(TryApi api, CancellationTokenSource interrupted, CancellationToken cancellationToken)
    {
        using var interrupt = StopOn(PosixSignal.SIGINT, interrupted);
        Console.WriteLine("The Mistral module for PowerShell at work: each command, and what it gives.");
        Console.WriteLine();
        Console.WriteLine($"API:        {api.Description}");
        var (shell, problem) = await TryShell.FindAsync(cancellationToken);
        if (shell is not null)
        {
            Console.WriteLine($"PowerShell: {shell.Description}");
            return (await shell.ShowAsync(api, cancellationToken), shell);
        }

        Console.WriteLine(
            $"""
            PowerShell: none was found, so the module can't be shown here: {problem}.
                        `dotnet tool install --global PowerShell` installs it, and there are packages for every system:
                        https://learn.microsoft.com/powershell/scripting/install/install-powershell
                        Until then, these are the main steps in C#, with the client that the module is built on.
            """);
        using var tour = new ClientTour(api);
        return (await tour.ShowAsync(cancellationToken), null);
    }

    private static PosixSignalRegistration StopOn(PosixSignal signal, CancellationTokenSource source) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            source.Cancel();
        });
}

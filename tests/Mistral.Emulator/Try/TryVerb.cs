using System;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Emulator;

/// <summary>Shows the main job of the module, in a PowerShell where one can be had and in C# elsewhere.</summary>
internal static class TryVerb
{
    private const int Worked = 0;
    private const int Failed = 1;
    private const int Interrupted = 130;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static async Task<int> RunAsync()
    {
        using var interrupted = new CancellationTokenSource();
        using var interrupt = StopOn(PosixSignal.SIGINT, interrupted);
        using var terminate = StopOn(PosixSignal.SIGTERM, interrupted);
        using var hangUp = StopOn(PosixSignal.SIGHUP, interrupted);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(interrupted.Token);
        bound.CancelAfter(Limit);
        try
        {
            return await ShowAsync(bound.Token) ? Worked : Failed;
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested)
        {
            Console.WriteLine();
            Console.WriteLine(interrupted.IsCancellationRequested ? "Interrupted." : $"Not done after {Limit.TotalMinutes:0} minutes: stopped.");
            return interrupted.IsCancellationRequested ? Interrupted : Failed;
        }
    }

    private static async Task<bool> ShowAsync(CancellationToken cancellationToken)
    {
        await using var api = await TryApi.OpenAsync();
        Console.WriteLine("The Mistral module for PowerShell at work: each command, and what it gives.");
        Console.WriteLine();
        Console.WriteLine($"API:        {api.Description}");
        var (shell, problem) = await TryShell.FindAsync(cancellationToken);
        if (shell is not null)
        {
            Console.WriteLine($"PowerShell: {shell.Description}");
            return await shell.ShowAsync(api, cancellationToken);
        }

        Console.WriteLine(
            $"""
            PowerShell: none, so the module cannot be shown here: {problem}.
                        It comes with `dotnet tool install --global PowerShell`, and as a package for every system:
                        https://learn.microsoft.com/powershell/scripting/install/install-powershell
                        Until then, here are the same steps in C#, through the client that the module is built on.
            """);
        using var tour = new ClientTour(api);
        return await tour.ShowAsync(cancellationToken);
    }

    private static PosixSignalRegistration StopOn(PosixSignal signal, CancellationTokenSource source) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            source.Cancel();
        });
}

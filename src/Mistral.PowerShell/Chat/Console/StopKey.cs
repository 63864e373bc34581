using System;
using System.Management.Automation.Host;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.PowerShell;

/// <summary>
/// Makes Ctrl+C the end of one answer while it lasts. For PowerShell it is the end of the cmdlet, and no host has a way to
/// say otherwise, so the console is told to give it as a key. Without a console it is as it always is.
/// </summary>
internal sealed class StopKey : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _answer;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _watch = Task.CompletedTask;
    private readonly bool _isTaken;

    /// <param name="host">The console.</param>
    /// <param name="answer">What Ctrl+C cancels.</param>
    public StopKey(PSHost host, CancellationTokenSource answer)
    {
        _answer = answer;
        if (Attendance.IsAttended && !Console.TreatControlCAsInput)
        {
            Console.TreatControlCAsInput = true;
            _isTaken = true;
            _watch = WatchAsync(host.UI.RawUI, _end.Token);
        }
    }

    public void Dispose()
    {
        _end.Cancel();
        _watch.Wait();
        if (_isTaken)
        {
            Console.TreatControlCAsInput = false;
        }

        _end.Dispose();
    }

    private async Task WatchAsync(PSHostRawUserInterface console, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            while (console.KeyAvailable)
            {
                KeyInfo key = console.ReadKey(ReadKeyOptions.AllowCtrlC | ReadKeyOptions.NoEcho | ReadKeyOptions.IncludeKeyDown);
                if (key.Character == '\u0003' || (key.VirtualKeyCode == 'C' && (key.ControlKeyState & (ControlKeyStates.LeftCtrlPressed | ControlKeyStates.RightCtrlPressed)) != 0))
                {
                    _answer.Cancel();
                }
            }

            _ = await Task.WhenAny(Task.Delay(s_interval, cancellationToken)).ConfigureAwait(false);
        }
    }
}

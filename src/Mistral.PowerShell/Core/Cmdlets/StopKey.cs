using System;
using System.Management.Automation.Host;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.PowerShell.Core.Cmdlets;

/// <summary>
/// Lets Ctrl+C cancel only the current answer. PowerShell would stop the cmdlet, so the console is switched to treat Ctrl+C
/// as a normal key. Other keys that are pressed meanwhile are lost.
/// </summary>
internal sealed class StopKey : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _answer;
    private readonly StringBuilder _typed = new();
    private readonly PSHost _host;
    private readonly bool _isConsole = HostInteractivity.IsAttended && !Console.TreatControlCAsInput;
    private CancellationTokenSource _end = new();
    private Task _watch = Task.CompletedTask;

    /// <param name="host">The console.</param>
    /// <param name="answer">Cancelled by Ctrl+C.</param>
    public StopKey(PSHost host, CancellationTokenSource answer)
    {
        _host = host;
        _answer = answer;
        Take();
    }

    /// <summary>What was typed meanwhile; complete once this is disposed.</summary>
    public string Typed => _typed.ToString();

    /// <summary>Restores normal keyboard input while a question is asked.</summary>
    public T Pause<T>(Func<T> question)
    {
        Leave();
        try
        {
            return question();
        }
        finally
        {
            Take();
        }
    }

    public void Dispose()
    {
        Leave();
        _end.Dispose();
    }

    private void Take()
    {
        if (_isConsole)
        {
            _end.Dispose();
            _end = new CancellationTokenSource();
            Console.TreatControlCAsInput = true;
            _watch = WatchAsync(_host.UI.RawUI, _end.Token);
        }
    }

    private void Leave()
    {
        if (_isConsole)
        {
            _end.Cancel();
            try
            {
                _watch.Wait();
            }
            finally
            {
                Console.TreatControlCAsInput = false;
            }
        }
    }

    private async Task WatchAsync(PSHostRawUserInterface console, CancellationToken cancellationToken)
    {
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                while (console.KeyAvailable)
                {
                    Take(console.ReadKey(ReadKeyOptions.AllowCtrlC | ReadKeyOptions.NoEcho | ReadKeyOptions.IncludeKeyDown));
                }

                _ = await Task.WhenAny(Task.Delay(s_interval, cancellationToken)).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is HostException or NotImplementedException or InvalidOperationException)
        {
            // A host without keyboard input has no Ctrl+C.
        }
    }

    private void Take(KeyInfo key)
    {
        if (key.Character == '\u0003' || (key.VirtualKeyCode == 'C' && (key.ControlKeyState & (ControlKeyStates.LeftCtrlPressed | ControlKeyStates.RightCtrlPressed)) != 0))
        {
            _answer.Cancel();
        }
        else if (key.Character is '\b' or '\u007f')
        {
            _typed.Length = Math.Max(_typed.Length - 1, 0);
        }
        else if (key.Character is '\r' or '\n')
        {
            _ = _typed.Append('\n');
        }
        else if (key.Character >= ' ')
        {
            _ = _typed.Append(key.Character);
        }
    }
}

using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>The turn of one caller at the secret vaults, see <see cref="VaultTurns"/>.</summary>
internal sealed class VaultTurn(CancellationToken cancellationToken)
{
    private readonly Thread _thread = Thread.CurrentThread;
    private readonly List<IDisposable> _held = [];
    private volatile bool _isOver;

    /// <summary>Signalled when the caller is stopped.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>Whether the turn has ended.</summary>
    public bool IsOver => _isOver;

    /// <summary>Whether the caller runs on this thread.</summary>
    public bool IsOnThisThread => _thread == Thread.CurrentThread;

    /// <summary>The last command that may still run although the caller has stopped waiting.</summary>
    public Task LastCommand { get; private set; } = Task.CompletedTask;

    /// <summary>Keeps a resource until the turn ends.</summary>
    public void Hold(IDisposable? held)
    {
        if (held is not null)
        {
            _held.Add(held);
        }
    }

    /// <summary>Delays the next turn until a command ends for which the caller no longer waits.</summary>
    public void HoldUntil(Task command) => LastCommand = command;

    /// <summary>Ends the turn and releases its resources.</summary>
    public void End()
    {
        _isOver = true;
        _held.ForEach(h => h.Dispose());
    }
}

using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>
/// Lets the callers of the process use the secret vaults one after the other. SecretManagement runs all vaults in one runspace
/// without a lock, and SecretStore parses its file in another, so two calls at once fail or even crash the process.
/// </summary>
internal sealed class VaultTurns
{
    private readonly object _lock = new();

    // Reads that wait for their turn. Callers that need the same value share the result.
    private readonly Dictionary<object, SharedRead> _waitingReads = [];
    private bool _isTaken;

    // The value flows to the thread that runs the script of a vault.
    private readonly AsyncLocal<VaultTurn?> _current = new();

    /// <summary>Whether the caller is the script of a vault that a command of this module waits for.</summary>
    public bool IsInScript => _current.Value is { IsOver: false };

    /// <summary>Waits for the turn and runs an action in it.</summary>
    /// <exception cref="PipelineStoppedException">The caller was stopped.</exception>
    /// <exception cref="SecretVaultException">The caller is the script of a vault that another caller waits for.</exception>
    public T Run<T>(Func<VaultTurn, T> action, CancellationToken cancellationToken)
    {
        if (FindOuter() is { } outer)
        {
            return action(outer);
        }

        WaitUntil(TryTake, cancellationToken);
        return Use(action, cancellationToken);
    }

    /// <summary>Waits for the turn and reads a value. All callers that wait for the same value share one read.</summary>
    /// <param name="what">Identifies the value, and so the type of the result.</param>
    /// <param name="read">Reads the value.</param>
    /// <param name="cancellationToken">Signalled when the caller is stopped.</param>
    /// <exception cref="PipelineStoppedException">The caller was stopped.</exception>
    /// <exception cref="SecretVaultException">The caller is the script of a vault that another caller waits for.</exception>
    public T Share<T>(object what, Func<VaultTurn, T> read, CancellationToken cancellationToken)
    {
        if (FindOuter() is { } outer)
        {
            return read(outer);
        }

        while (true)
        {
            SharedRead? shared = null;
            bool isReader = false;
            WaitUntil(
                () =>
                {
                    shared ??= Join(what);
                    isReader = !shared.IsDone && TryTake();

                    // A later caller may have changed the value, so it must not get the result of this read.
                    return shared.IsDone || (isReader && _waitingReads.Remove(what));
                },
                cancellationToken);
            if (isReader)
            {
                return Use(turn => shared!.Do(() => read(turn), Change), cancellationToken);
            }

            // A caller that was stopped has no result for the others.
            if (shared!.Failure is not (PipelineStoppedException or OperationCanceledException))
            {
                return shared.GetResult<T>();
            }
        }
    }

    // The turn that contains the caller. Waiting for its end on another thread would be a deadlock.
    private VaultTurn? FindOuter() => _current.Value switch
    {
        null or { IsOver: true } => null,
        { IsOnThisThread: true } outer => outer,
        _ => throw SecretVaultException.Reentered(),
    };

    private T Use<T>(Func<VaultTurn, T> action, CancellationToken cancellationToken)
    {
        VaultTurn turn = _current.Value = new(cancellationToken);
        try
        {
            return action(turn);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        finally
        {
            _current.Value = null;
            _ = turn.LastCommand.ContinueWith(_ => End(turn), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private void End(VaultTurn turn)
    {
        try
        {
            turn.End();
        }
        finally
        {
            Change(() => _isTaken = false);
        }
    }

    private bool TryTake() => !_isTaken && (_isTaken = true);

    private SharedRead Join(object what)
    {
        if (!_waitingReads.TryGetValue(what, out SharedRead? shared))
        {
            _waitingReads.Add(what, shared = new SharedRead());
        }

        return shared;
    }

    private void WaitUntil(Func<bool> isOver, CancellationToken cancellationToken)
    {
        // Registered outside of the lock, because disposing waits for the callback, which takes the lock.
        using CancellationTokenRegistration registration = cancellationToken.Register(() => Change(static () => { }));
        lock (_lock)
        {
            while (cancellationToken.IsCancellationRequested || !isOver())
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    throw new PipelineStoppedException();
                }

                _ = Monitor.Wait(_lock);
            }
        }
    }

    // Changes the state, and wakes the waiting callers to check it.
    private void Change(Action change)
    {
        lock (_lock)
        {
            change();
            Monitor.PulseAll(_lock);
        }
    }
}

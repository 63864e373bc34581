using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>
/// The turn at the secret vaults. One caller in the process has it at a time: SecretManagement runs all vaults in one runspace
/// without a lock, and SecretStore parses its file in another, so that two calls at once fail or even end the process.
/// </summary>
internal sealed class VaultTurn
{
    private static readonly object s_lock = new();

    // Reads that wait for their turn. Whoever asks for the same meanwhile shares the result.
    private static readonly Dictionary<object, SharedRead> s_waitingReads = [];
    private static bool s_isTaken;

    // It flows to the thread on which the script of a vault runs.
    private static readonly AsyncLocal<VaultTurn?> s_current = new();

    private readonly Thread _thread = Thread.CurrentThread;
    private readonly List<IDisposable> _held = [];
    private volatile bool _isOver;
    private Task _lastCommand = Task.CompletedTask;

    private VaultTurn(CancellationToken cancellationToken)
    {
        CancellationToken = cancellationToken;
    }

    /// <summary>Signalled when the caller is stopped.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>Waits for the turn and does something in it.</summary>
    /// <exception cref="PipelineStoppedException">The caller was stopped.</exception>
    /// <exception cref="SecretVaultException">The caller is the script of a vault that another caller waits for.</exception>
    public static T Run<T>(Func<VaultTurn, T> action, CancellationToken cancellationToken)
    {
        if (FindOuter() is { } outer)
        {
            return action(outer);
        }

        WaitUntil(TryTake, cancellationToken);
        return Use(action, cancellationToken);
    }

    /// <summary>Waits for the turn and reads something. All callers that wait for the same get the result of one read.</summary>
    /// <param name="what">Identifies what is read, and by that the type of the result.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="cancellationToken">Signalled when the caller is stopped.</param>
    /// <exception cref="PipelineStoppedException">The caller was stopped.</exception>
    /// <exception cref="SecretVaultException">The caller is the script of a vault that another caller waits for.</exception>
    public static T Share<T>(object what, Func<VaultTurn, T> read, CancellationToken cancellationToken)
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

                    // Whoever asks from now on may know of a change for which this read is too early.
                    return shared.IsDone || (isReader && s_waitingReads.Remove(what));
                },
                cancellationToken);
            if (isReader)
            {
                return Use(turn => shared!.Do(() => read(turn)), cancellationToken);
            }

            // Another caller that was stopped has no result to share.
            if (shared!.Failure is not (PipelineStoppedException or OperationCanceledException))
            {
                return shared.GetResult<T>();
            }
        }
    }

    /// <summary>Keeps something until the turn ends.</summary>
    public void Hold(IDisposable? held)
    {
        if (held is not null)
        {
            _held.Add(held);
        }
    }

    /// <summary>Does not pass the turn on before a command has ended for which the caller no longer waits.</summary>
    public void HoldUntil(Task command) => _lastCommand = command;

    // The turn of which the caller is a part. Whoever waits on another thread for the end of that turn would wait for itself.
    private static VaultTurn? FindOuter() => s_current.Value switch
    {
        null or { _isOver: true } => null,
        { } outer when outer._thread == Thread.CurrentThread => outer,
        _ => throw SecretVaultException.Reentered(),
    };

    private static T Use<T>(Func<VaultTurn, T> action, CancellationToken cancellationToken)
    {
        VaultTurn turn = s_current.Value = new(cancellationToken);
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
            s_current.Value = null;
            _ = turn._lastCommand.ContinueWith(_ => turn.End(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private void End()
    {
        _isOver = true;
        try
        {
            _held.ForEach(h => h.Dispose());
        }
        finally
        {
            lock (s_lock)
            {
                s_isTaken = false;
                Monitor.PulseAll(s_lock);
            }
        }
    }

    private static bool TryTake() => !s_isTaken && (s_isTaken = true);

    private static SharedRead Join(object what)
    {
        if (!s_waitingReads.TryGetValue(what, out SharedRead? shared))
        {
            s_waitingReads.Add(what, shared = new SharedRead());
        }

        return shared;
    }

    private static void WaitUntil(Func<bool> isOver, CancellationToken cancellationToken)
    {
        // Registered outside of the lock: to end it waits for the callback, which takes the lock.
        using CancellationTokenRegistration registration = cancellationToken.Register(Wake);
        lock (s_lock)
        {
            while (cancellationToken.IsCancellationRequested || !isOver())
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    throw new PipelineStoppedException();
                }

                _ = Monitor.Wait(s_lock);
            }
        }
    }

    private static void Wake()
    {
        lock (s_lock)
        {
            Monitor.PulseAll(s_lock);
        }
    }

    private sealed class SharedRead
    {
        private object? _result;

        public bool IsDone { get; private set; }

        public Exception? Failure { get; private set; }

        public T Do<T>(Func<T> read)
        {
            try
            {
                T result = read();
                _result = result;
                return result;
            }
            catch (Exception e)
            {
                Failure = e;
                throw;
            }
            finally
            {
                lock (s_lock)
                {
                    IsDone = true;
                    Monitor.PulseAll(s_lock);
                }
            }
        }

        public T GetResult<T>()
        {
            if (Failure is not null)
            {
                ExceptionDispatchInfo.Capture(Failure).Throw();
            }

            return (T)_result!;
        }
    }
}

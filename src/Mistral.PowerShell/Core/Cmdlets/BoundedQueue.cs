using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.PowerShell.Core.Cmdlets;

/// <summary>
/// Hands items over from any number of threads to one. What comes is put into one list while the taker works on another, so
/// that they lock, wake each other and change threads once for many items and not for each. At most as many wait as the
/// capacity, and as many again are in the taker's hands.
/// </summary>
/// <typeparam name="T">What is handed over.</typeparam>
/// <param name="capacity">How many of the items that are counted wait before whoever sends one more has to wait too.</param>
#pragma warning disable CA1001 // The event has nothing to dispose of, as long as nobody asks for its handle.
internal sealed class BoundedQueue<T>(int capacity)
#pragma warning restore CA1001
    where T : struct
{
    // What comes within a fraction of a millisecond, as the pieces of a stream do, is not worth a change of threads. Others
    // that have work to do go first meanwhile.
#if NETFRAMEWORK
    // One more, and it would sleep for a millisecond or more there.
    private const int SpinCount = 19;
#else
    private const int SpinCount = 300;
#endif

    // So many are worth taking; to lock for each alone makes sender and taker wait for each other all the time.
    private const int BatchSize = 16;

    private readonly object _gate = new();
    private readonly ManualResetEventSlim _arrival = new(initialState: false, SpinCount);
    private List<T> _coming = [];
    private int _comingCount;
    private int _countedCount;
    private TaskCompletionSource<bool>? _room;
    private bool _isAwaited;
    private bool _isClosed;

    // The taker's own.
    private List<T> _taken = [];
    private int _next;

    /// <summary>Sends an item that is not counted.</summary>
    /// <returns>Whether it was; not once it is closed.</returns>
    public bool TrySend(T item)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return false;
            }

            Add(item);
            return true;
        }
    }

    /// <summary>Sends an item that is counted, when there is room for it.</summary>
    /// <exception cref="OperationCanceledException">It was given up, or is closed.</exception>
    public ValueTask SendAsync(T item, CancellationToken cancellationToken) =>
        TrySend(item, out Task? room) ? default : new ValueTask(SendAfterAsync(room, item, cancellationToken));

    /// <summary>Takes the next item. One thread alone does.</summary>
    public bool TryTake(out T item)
    {
        if (_next == _taken.Count)
        {
            if (Volatile.Read(ref _comingCount) == 0)
            {
                item = default;
                return false;
            }

            TakeAll();
        }

        item = _taken[_next];
        _taken[_next++] = default;
        return true;
    }

    /// <summary>Waits, where there is nothing to take, until there is.</summary>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public void Wait(CancellationToken cancellationToken)
    {
        SpinWait spinner = default;
        while (!spinner.NextSpinWillYield)
        {
            if (Volatile.Read(ref _comingCount) >= BatchSize)
            {
                return;
            }

            spinner.SpinOnce();
        }

        lock (_gate)
        {
            if (_coming.Count > 0)
            {
                return;
            }

            _arrival.Reset();
            _isAwaited = true;
        }

        _arrival.Wait(cancellationToken);
    }

    /// <summary>Takes nothing any more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
        }
    }

    private bool TrySend(T item, [NotNullWhen(false)] out Task? room)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                throw new OperationCanceledException("Nobody takes anything any more.");
            }

            if (_countedCount == capacity)
            {
                _room ??= new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
                room = _room.Task;
                return false;
            }

            _countedCount++;
            Add(item);
            room = null;
            return true;
        }
    }

    private async Task SendAfterAsync(Task? room, T item, CancellationToken cancellationToken)
    {
        do
        {
            TaskCompletionSource<bool> givenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
            using (cancellationToken.Register(() => givenUp.TrySetCanceled(cancellationToken)))
            {
                await (await Task.WhenAny(room!, givenUp.Task).ConfigureAwait(false)).ConfigureAwait(false);
            }
        }
        while (!TrySend(item, out room));
    }

    private void Add(T item)
    {
        _coming.Add(item);
        Volatile.Write(ref _comingCount, _coming.Count);
        if (_isAwaited)
        {
            _isAwaited = false;
            _arrival.Set();
        }
    }

    private void TakeAll()
    {
        _taken.Clear();
        _next = 0;
        TaskCompletionSource<bool>? room;
        lock (_gate)
        {
            (_coming, _taken) = (_taken, _coming);
            _comingCount = 0;
            _countedCount = 0;
            room = _room;
            _room = null;
        }

        _ = room?.TrySetResult(true);
    }
}

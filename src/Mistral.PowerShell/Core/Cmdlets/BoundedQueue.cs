using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.PowerShell.Core.Cmdlets;

/// <summary>
/// Passes items from any number of threads to one. New items go into one list while the consumer works on another, so that
/// locks, wake-ups and thread switches happen once for many items. The capacity limits the number of waiting items; the
/// consumer may hold as many again.
/// </summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <param name="capacity">The maximum number of counted items that wait. A sender of more must wait.</param>
#pragma warning disable CA1001 // The event needs no disposal, because its handle is never used.
internal sealed class BoundedQueue<T>(int capacity)
#pragma warning restore CA1001
    where T : struct
{
    // Items that arrive within a fraction of a millisecond, as in a stream, aren't worth a thread switch. Other threads
    // with work run first.
#if NETFRAMEWORK
    // One more spin would sleep for at least a millisecond on .NET Framework.
    private const int SpinCount = 19;
#else
    private const int SpinCount = 300;
#endif

    // With a lock for each item, the sender and the consumer would often wait for each other.
    private const int BatchSize = 16;

    private readonly object _gate = new();
    private readonly ManualResetEventSlim _arrival = new(initialState: false, SpinCount);
    private T[] _incoming = [];
    private int _incomingCount;
    private int _countedCount;
    private TaskCompletionSource<bool>? _room;
    private bool _isAwaited;
    private bool _isClosed;

    // Only the consumer uses this list.
    private T[] _taken = [];
    private int _takenCount;
    private int _next;

    /// <summary>Sends an item that isn't counted.</summary>
    /// <returns>False if the queue is closed.</returns>
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

    /// <summary>Sends a counted item, when there is room.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled, or the queue is closed.</exception>
    public ValueTask SendAsync(T item, CancellationToken cancellationToken) =>
        TrySend(item, out Task? room) ? default : new ValueTask(SendAfterAsync(room, item, cancellationToken));

    /// <summary>Takes the next item. Only one thread may call it.</summary>
    public bool TryTake(out T item)
    {
        if (_next == _takenCount)
        {
            if (Volatile.Read(ref _incomingCount) == 0)
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

    /// <summary>Waits until there is an item.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public void Wait(CancellationToken cancellationToken)
    {
        SpinWait spinner = default;
        while (!spinner.NextSpinWillYield)
        {
            if (Volatile.Read(ref _incomingCount) >= BatchSize)
            {
                return;
            }

            spinner.SpinOnce();
        }

        lock (_gate)
        {
            if (_incomingCount > 0)
            {
                return;
            }

            _arrival.Reset();
            _isAwaited = true;
        }

        _arrival.Wait(cancellationToken);
    }

    /// <summary>Refuses all further items.</summary>
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
                throw new OperationCanceledException("The queue is closed.");
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
        if (_incomingCount == _incoming.Length)
        {
            Array.Resize(ref _incoming, Math.Max(_incomingCount * 2, BatchSize));
        }

        _incoming[_incomingCount] = item;
        Volatile.Write(ref _incomingCount, _incomingCount + 1);
        if (_isAwaited)
        {
            _isAwaited = false;
            _arrival.Set();
        }
    }

    private void TakeAll()
    {
        // Each item that was taken has been cleared.
        _next = 0;
        TaskCompletionSource<bool>? room;
        lock (_gate)
        {
            (_incoming, _taken) = (_taken, _incoming);
            _takenCount = _incomingCount;
            _incomingCount = 0;
            _countedCount = 0;
            room = _room;
            _room = null;
        }

        _ = room?.TrySetResult(true);
    }
}

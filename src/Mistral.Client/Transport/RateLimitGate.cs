using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Client.Transport;

/// <summary>
/// Shares the server's limits among all requests of one client. While the server has asked one of them to wait, all wait;
/// afterwards half as many go at once as went before, and one more for each round that goes well. Where the server tells how
/// many requests it will still take, no more than these are on their way, so that it need not refuse any.
/// </summary>
internal sealed class RateLimitGate
{
    private readonly object _lock = new();
    private readonly Queue<TaskCompletionSource<bool>> _waiting = new();
    private long _openAt;
    private int _running;
    private int _most = int.MaxValue;
    private int _good;
    private int _left = int.MaxValue;

    // The last one is tried whatever was said: only its answer tells when there are more.
    private int MaxRunning => Math.Min(_most, Math.Max(_left, 1));

    /// <summary>Takes in how many requests the server will still take for now; null where it does not tell, as not for each operation.</summary>
    public void SetRemaining(long? remaining)
    {
        lock (_lock)
        {
            _left = (int)Math.Min(remaining ?? int.MaxValue, int.MaxValue);
            WakeWaiting();
        }
    }

    /// <summary>Closes the gate for so long, unless it is closed for longer already.</summary>
    public void PauseFor(TimeSpan delay)
    {
        long until = Stopwatch.GetTimestamp() + (long)(delay.TotalSeconds * Stopwatch.Frequency);
        lock (_lock)
        {
            // Those that were sent before the pause and are refused in it tell nothing new.
            if (_openAt <= Stopwatch.GetTimestamp())
            {
                _most = Math.Max(1, Math.Min(_most, _running + 1) / 2);
                _good = 0;
            }

            _openAt = Math.Max(_openAt, until);
        }
    }

    /// <summary>Waits until the gate is open and there is room behind it. Whoever has entered leaves again.</summary>
    /// <param name="tellPause">Is told of each pause that is waited for, and how long it still is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task EnterAsync(Action<TimeSpan>? tellPause, CancellationToken cancellationToken)
    {
        long told = 0;
        while (true)
        {
            TaskCompletionSource<bool>? room = null;
            TimeSpan delay;
            long until;
            lock (_lock)
            {
                until = _openAt;
                long left = until - Stopwatch.GetTimestamp();
                if (left <= 0 && _running < MaxRunning)
                {
                    _running++;
                    return;
                }

                delay = TimeSpan.FromSeconds((double)left / Stopwatch.Frequency);
                if (left <= 0)
                {
                    room = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
                    _waiting.Enqueue(room);
                }
            }

            if (room is null)
            {
                if (told != until)
                {
                    told = until;
                    tellPause?.Invoke(delay);
                }

                try
                {
                    await Task.Delay(delay, cancellationToken).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    // It may have been woken in place of another, who would wait for ever.
                    lock (_lock)
                    {
                        WakeWaiting();
                    }

                    throw;
                }

                continue;
            }

            using (cancellationToken.Register(() => room.TrySetCanceled(cancellationToken)))
            {
                _ = await room.Task.ConfigureAwait(false);
            }
        }
    }

    /// <summary>Leaves the gate.</summary>
    /// <param name="isGood">Whether the server has answered as it was asked.</param>
    public void Leave(bool isGood)
    {
        lock (_lock)
        {
            _running--;
            if (isGood && _most < int.MaxValue && ++_good >= _most)
            {
                _most++;
                _good = 0;
            }

            WakeWaiting();
        }
    }

    // Each of them looks again; one that was cancelled meanwhile takes no place from another.
    private void WakeWaiting()
    {
        for (int room = MaxRunning - _running; room > 0 && _waiting.Count > 0;)
        {
            if (_waiting.Dequeue().TrySetResult(true))
            {
                room--;
            }
        }
    }
}

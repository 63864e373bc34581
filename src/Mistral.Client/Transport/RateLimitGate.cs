using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Client.Transport;

/// <summary>
/// Shares the rate limit among all requests of one client. While the server has asked one request to wait, all wait.
/// After the pause, the number of concurrent requests is halved, and grows by one for each successful round. If the server
/// says how many requests are left, no more than these run at once.
/// </summary>
internal sealed class RateLimitGate
{
    private readonly object _lock = new();
    private readonly Queue<TaskCompletionSource<bool>> _waiting = new();
    private long _openAt;
    private int _running;
    private int _maxConcurrency = int.MaxValue;
    private int _good;
    private int _remaining = int.MaxValue;

    // One request may always run, because only its response shows when the limit is reset.
    private int MaxRunning => Math.Min(_maxConcurrency, Math.Max(_remaining, 1));

    /// <summary>Sets how many requests the server has left for now; null if the response doesn't say.</summary>
    public void SetRemaining(long? remaining)
    {
        lock (_lock)
        {
            _remaining = (int)Math.Min(remaining ?? int.MaxValue, int.MaxValue);
            WakeWaiting();
        }
    }

    /// <summary>Closes the gate for a duration, unless it is already closed for longer.</summary>
    public void PauseFor(TimeSpan delay)
    {
        long until = Stopwatch.GetTimestamp() + (long)(delay.TotalSeconds * Stopwatch.Frequency);
        lock (_lock)
        {
            // Requests that were sent before the pause and failed in it bring no new information.
            if (_openAt <= Stopwatch.GetTimestamp())
            {
                _maxConcurrency = Math.Max(1, Math.Min(_maxConcurrency, _running + 1) / 2);
                _good = 0;
            }

            _openAt = Math.Max(_openAt, until);
        }
    }

    /// <summary>Waits until the gate is open and has room. Call <see cref="Leave"/> afterwards.</summary>
    /// <param name="tellPause">Receives the remaining duration of each pause.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public Task EnterAsync(Action<TimeSpan>? tellPause, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_openAt <= Stopwatch.GetTimestamp() && _running < MaxRunning)
            {
                _running++;
                return Task.CompletedTask;
            }
        }

        return WaitAsync(tellPause, cancellationToken);
    }

    private async Task WaitAsync(Action<TimeSpan>? tellPause, CancellationToken cancellationToken)
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
                    // This request may have been woken in place of another, which must not wait for ever.
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
    /// <param name="isGood">Whether the server responded without an error.</param>
    public void Leave(bool isGood)
    {
        lock (_lock)
        {
            _running--;
            if (isGood && _maxConcurrency < int.MaxValue && ++_good >= _maxConcurrency)
            {
                _maxConcurrency++;
                _good = 0;
            }

            WakeWaiting();
        }
    }

    // Each woken request checks again, so a cancelled one takes no place.
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

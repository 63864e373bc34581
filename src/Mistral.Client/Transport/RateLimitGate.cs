using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Client;

/// <summary>Holds back every request of one client while the server has asked one of them to wait.</summary>
internal sealed class RateLimitGate
{
    private long _openAt;

    /// <summary>Closes the gate for so long, unless it is closed for longer already.</summary>
    public void PauseFor(TimeSpan delay)
    {
        long until = Stopwatch.GetTimestamp() + (long)(delay.TotalSeconds * Stopwatch.Frequency);
        long seen = Volatile.Read(ref _openAt);
        while (until > seen)
        {
            long found = Interlocked.CompareExchange(ref _openAt, until, seen);
            if (found == seen)
            {
                return;
            }

            seen = found;
        }
    }

    /// <summary>Waits until the gate is open.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (Volatile.Read(ref _openAt) - Stopwatch.GetTimestamp() is > 0 and long left)
        {
            await Task.Delay(TimeSpan.FromSeconds((double)left / Stopwatch.Frequency), cancellationToken).ConfigureAwait(false);
        }
    }
}

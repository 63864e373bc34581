using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.PowerShell.Core.Cmdlets;

/// <summary>Reads the state of long work on the server until it is final, in growing intervals of half a second to ten seconds.</summary>
internal static class StatePolling
{
    private static readonly TimeSpan s_minDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_maxDelay = TimeSpan.FromSeconds(10);

    /// <summary>Reads a state until it is final or the time is over. It is read at least once.</summary>
    /// <param name="read">Reads the state.</param>
    /// <param name="isFinal">Whether a state is final.</param>
    /// <param name="seconds">The time limit, measured by the stopwatch; negative for none.</param>
    /// <param name="watch">The stopwatch, started with the waiting.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    /// <returns>The last state, which isn't final if the time is over.</returns>
    public static async Task<T> ReadAsync<T>(Func<Task<T>> read, Func<T, bool> isFinal, int seconds, Stopwatch watch, CancellationToken cancellationToken)
    {
        for (TimeSpan delay = s_minDelay; ; delay = Min(TimeSpan.FromTicks(delay.Ticks * 3 / 2), s_maxDelay))
        {
            T state = await read().ConfigureAwait(false);
            TimeSpan left = seconds < 0 ? TimeSpan.MaxValue : TimeSpan.FromSeconds(seconds) - watch.Elapsed;
            if (isFinal(state) || left <= TimeSpan.Zero)
            {
                return state;
            }

            await Task.Delay(Min(delay, left), cancellationToken).ConfigureAwait(false);
        }
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}

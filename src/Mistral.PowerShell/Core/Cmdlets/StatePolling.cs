using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;

namespace Mistral.PowerShell.Core.Cmdlets;

/// <summary>Reads the state of long work on the server until it is final, in growing intervals of half a second to ten seconds.</summary>
internal static class StatePolling
{
    private static readonly TimeSpan s_minDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_maxDelay = TimeSpan.FromSeconds(10);

    /// <summary>The intervals, without an end.</summary>
    public static IEnumerable<TimeSpan> GetDelays()
    {
        for (TimeSpan delay = s_minDelay; ; delay = Min(TimeSpan.FromTicks(delay.Ticks * 3 / 2), s_maxDelay))
        {
            yield return delay;
        }
    }

    /// <summary>Whether a later request may succeed. The work on the server continues while a laptop sleeps.</summary>
    public static bool IsTransient(MistralApiException failure) =>
        failure.Kind is MistralErrorKind.Connection or MistralErrorKind.Timeout or MistralErrorKind.ServerError or MistralErrorKind.RateLimited;

    /// <summary>Waits for an interval, or for the rest of the time limit.</summary>
    /// <param name="delay">The interval.</param>
    /// <param name="seconds">The time limit, measured by the stopwatch; negative for none.</param>
    /// <param name="watch">The stopwatch, started with the waiting.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    /// <returns>False, without waiting, if the time is over.</returns>
    public static async Task<bool> WaitAsync(TimeSpan delay, int seconds, Stopwatch watch, CancellationToken cancellationToken)
    {
        TimeSpan left = seconds < 0 ? TimeSpan.MaxValue : TimeSpan.FromSeconds(seconds) - watch.Elapsed;
        if (left <= TimeSpan.Zero)
        {
            return false;
        }

        await Task.Delay(Min(delay, left), cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>
    /// Reads a state until it is final or the time is over. It is read at least once. After the first successful read, a
    /// transient failure doesn't end the waiting.
    /// </summary>
    /// <param name="read">Reads the state.</param>
    /// <param name="isFinal">Whether a state is final.</param>
    /// <param name="seconds">The time limit, measured by the stopwatch; negative for none.</param>
    /// <param name="watch">The stopwatch, started with the waiting.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    /// <returns>The last state, which isn't final if the time is over.</returns>
    public static async Task<T> ReadAsync<T>(Func<Task<T>> read, Func<T, bool> isFinal, int seconds, Stopwatch watch, CancellationToken cancellationToken)
    {
        T state = await read().ConfigureAwait(false);
        foreach (TimeSpan delay in GetDelays())
        {
            if (isFinal(state) || !await WaitAsync(delay, seconds, watch, cancellationToken).ConfigureAwait(false))
            {
                break;
            }

            try
            {
                state = await read().ConfigureAwait(false);
            }
            catch (MistralApiException e) when (IsTransient(e))
            {
                // The next read may succeed.
            }
        }

        return state;
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Emulator;

/// <summary>All requests since the start or the last clear, in the order of arrival.</summary>
public sealed class RequestLog
{
    private readonly Lock _lock = new();
    private readonly List<RequestLogEntry> _entries = [];
    private TaskCompletionSource _changed = NewSignal();

    public IReadOnlyList<RequestLogEntry> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _entries];
            }
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
        }
    }

    /// <summary>Waits until a number of entries match. Returns the matching entries, or fewer after the timeout.</summary>
    public async Task<IReadOnlyList<RequestLogEntry>> WaitAsync(
        Func<RequestLogEntry, bool> match,
        int count,
        TimeSpan timeout,
        CancellationToken cancellationToken = default)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        while (true)
        {
            Task changed;
            List<RequestLogEntry> found;
            lock (_lock)
            {
                changed = _changed.Task;
                found = [.. _entries.Where(match)];
            }

            if (found.Count >= count || deadline.IsCancellationRequested)
            {
                return found;
            }

            // The deadline ends the wait but not the search: the loop checks once more.
            await changed.WaitAsync(deadline.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    internal RequestLogEntry Begin(string method, RequestTarget target, IReadOnlyDictionary<string, string> headers)
    {
        var entry = new RequestLogEntry
        {
            Method = method,
            Path = target.Path,
            Query = target.Query,
            Headers = headers,
            StartedAt = DateTimeOffset.UtcNow,
        };
        Change(() => _entries.Add(entry));
        return entry;
    }

    /// <summary>Changes an entry and wakes the waiting requests.</summary>
    internal void Change(Action change)
    {
        TaskCompletionSource signal;
        lock (_lock)
        {
            change();
            signal = _changed;
            _changed = NewSignal();
        }

        signal.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace Mistral.PowerShell;

/// <summary>
/// Carries work from asynchronous code to the pipeline thread, the only one that may write to the pipeline. Objects for the
/// pipeline are bounded: whoever produces them faster than they are taken has to wait. Several bodies may run at once; what
/// they write comes out as if one had run after the other, unless the order does not matter; what waits for its turn has no
/// bound of its own, or the one whose turn it is could wait for those behind it.
/// </summary>
/// <param name="write">Writes one object to the pipeline.</param>
/// <param name="stop">Ends everything, and is signalled when the pipeline takes no more.</param>
/// <param name="isOrdered">Whether the order of the bodies is that of the output.</param>
#pragma warning disable CA1001 // Disposed, the semaphore would forget who waits for room; and it holds nothing that needs it.
internal sealed class PipelineQueue(Action<object?> write, CancellationTokenSource stop, bool isOrdered = true)
#pragma warning restore CA1001
{
    private const int Capacity = 256;

    private static readonly AsyncLocal<Lane?> s_current = new();

    // The pipeline thread is woken by the writer itself: one change of threads less for each object that it waits for.
    private readonly Channel<Item> _items = Channel.CreateUnbounded<Item>(
        new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = true });

    private readonly SemaphoreSlim _room = new(Capacity);

    private readonly Queue<Lane> _lanes = new();

    /// <summary>The queue of the cmdlet on whose behalf the caller runs; null outside of one.</summary>
    public static PipelineQueue? Current => s_current.Value?.Queue;

    /// <summary>How many bodies run.</summary>
    public int RunningCount { get; private set; }

    /// <summary>How many bodies have been started whose output has not been written to its end.</summary>
    public int OpenCount => _lanes.Count;

    /// <summary>
    /// Starts a body: on the pipeline thread until it first has to wait, which costs no change of threads where most of the
    /// work is waiting, and away from it afterwards.
    /// </summary>
    /// <param name="body">What to run.</param>
    /// <param name="fail">What to do, on the pipeline thread and in its turn, with an exception of it.</param>
    /// <param name="end">What to do on the pipeline thread as soon as it has ended, well or not.</param>
    public void Start(Func<CancellationToken, Task> body, Action<Exception> fail, Action? end = null)
    {
        Lane lane = new(this, fail, end);
        _lanes.Enqueue(lane);
        RunningCount++;
        _ = RunBodyAsync(lane, body, stop.Token);
    }

    /// <summary>Does here, on the pipeline thread, what the bodies ask for, as long as something holds.</summary>
    public void PumpWhile(Func<bool> isBusy)
    {
        CancellationToken token = stop.Token;
        try
        {
            while (TryPump(token) || isBusy())
            {
                if (isBusy())
                {
                    _ = _items.Reader.WaitToReadAsync(token).AsTask().GetAwaiter().GetResult();
                }
            }
        }
        catch
        {
            // Stopped, or whoever is downstream has enough: nothing more is written, and the bodies are told to end.
            _ = _items.Writer.TryComplete();
            stop.Cancel();
            throw;
        }
    }

    /// <summary>Writes an object to the pipeline, waiting where the pipeline is behind.</summary>
    public async ValueTask WriteAsync(object? value, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
        Send(new Item(s_current.Value, value, Work: null));
    }

    /// <summary>Has something done on the pipeline thread and waits for its result.</summary>
    public async Task<T> InvokeAsync<T>(Func<T> function, CancellationToken cancellationToken)
    {
        TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = cancellationToken.Register(() => done.TrySetCanceled(cancellationToken));
        void Work()
        {
            try
            {
                _ = done.TrySetResult(function());
            }
            catch (Exception e) when (e is not System.Management.Automation.PipelineStoppedException)
            {
                _ = done.TrySetException(e);
            }
        }

        Send(new Item(Lane: null, Value: null, Work));
        return await done.Task.ConfigureAwait(false);
    }

    /// <summary>Has something done on the pipeline thread, without waiting for it; where it belongs to the output, in its turn.</summary>
    public void Post(Action work, bool isOutput) => Send(new Item(isOutput ? s_current.Value : null, Value: null, work));

    private void Send(Item item)
    {
        if (!_items.Writer.TryWrite(item))
        {
            throw new ChannelClosedException();
        }
    }

    private async Task RunBodyAsync(Lane lane, Func<CancellationToken, Task> body, CancellationToken cancellationToken)
    {
        s_current.Value = lane;
        Exception? failure = null;
        try
        {
            await body(cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // It is thrown again, on the pipeline thread.
        catch (Exception e)
#pragma warning restore CA1031
        {
            failure = e;
        }

        // Where the pipeline has ended, nobody is interested any more.
        _ = _items.Writer.TryWrite(new Item(lane, Value: null, Work: null) { IsEnd = true, Failure = failure });
    }

    private bool TryPump(CancellationToken cancellationToken)
    {
        bool any = false;
        while (_items.Reader.TryRead(out Item item))
        {
            cancellationToken.ThrowIfCancellationRequested();
            any = true;
            if (item.IsOutput)
            {
                _ = _room.Release();
            }

            Take(item);
        }

        return any;
    }

    private void Take(Item item)
    {
        if (item.IsEnd)
        {
            RunningCount--;
            item.Lane!.End?.Invoke();
        }

        if (item.Lane is { } lane && isOrdered && lane != _lanes.Peek())
        {
            lane.Waiting.Enqueue(item);
            return;
        }

        Do(item);
        while (item.IsEnd && _lanes.Count > 0 && isOrdered && _lanes.Peek() is { } next)
        {
            // The next one's turn: what it has written meanwhile, perhaps to its end.
            item = default;
            while (next.Waiting.Count > 0)
            {
                item = next.Waiting.Dequeue();
                Do(item);
            }
        }
    }

    private void Do(Item item)
    {
        if (item.IsEnd)
        {
            // Without an order any of them will do, for they are only counted.
            _ = _lanes.Dequeue();
            if (item.Failure is { } failure)
            {
                item.Lane!.Fail(failure);
            }
        }
        else if (item.Work is { } work)
        {
            work();
        }
        else
        {
            write(item.Value);
        }
    }

    private sealed class Lane(PipelineQueue queue, Action<Exception> fail, Action? end)
    {
        public PipelineQueue Queue { get; } = queue;

        public Action<Exception> Fail { get; } = fail;

        public Action? End { get; } = end;

        public Queue<Item> Waiting { get; } = new();
    }

    private readonly record struct Item(Lane? Lane, object? Value, Action? Work)
    {
        public bool IsEnd { get; init; }

        /// <summary>Whether it is an object for the pipeline, of which only so many wait.</summary>
        public bool IsOutput => Work is null && !IsEnd;

        public Exception? Failure { get; init; }
    }
}

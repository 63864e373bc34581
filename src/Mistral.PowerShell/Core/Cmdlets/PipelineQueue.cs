using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.PowerShell.Core.Cmdlets;

/// <summary>
/// Carries work from asynchronous code to the pipeline thread, the only one that may write to the pipeline. Objects for the
/// pipeline are bounded: whoever produces them faster than they are taken has to wait. Several bodies may run at once; what
/// they write comes out as if one had run after the other, unless the order does not matter; what waits for its turn has no
/// bound of its own, or the one whose turn it is could wait for those behind it.
/// </summary>
/// <param name="write">Writes one object to the pipeline.</param>
/// <param name="stop">Ends everything, and is signalled when the pipeline takes no more.</param>
/// <param name="isOrdered">Whether the order of the bodies is that of the output.</param>
internal sealed class PipelineQueue(Action<object?> write, CancellationTokenSource stop, bool isOrdered = true) : IPipelineThread
{
    // The body that writes: each runs on any thread.
    private readonly AsyncLocal<WorkItem?> _current = new();

    // Of these the objects for the pipeline are counted.
    private readonly BoundedQueue<Item> _items = new(capacity: 128);

    private readonly Queue<WorkItem> _workItems = new();

    /// <summary>How many bodies run.</summary>
    public int RunningCount { get; private set; }

    /// <summary>How many bodies have been started whose output has not been written to its end.</summary>
    public int OpenCount => _workItems.Count;

    /// <summary>
    /// Starts a body: on the pipeline thread until it first has to wait, which costs no change of threads where most of the
    /// work is waiting, and away from it afterwards.
    /// </summary>
    /// <param name="body">What to run.</param>
    /// <param name="fail">What to do, on the pipeline thread and in its turn, with an exception of it.</param>
    /// <param name="end">What to do on the pipeline thread as soon as it has ended, well or not.</param>
    public void Start(Func<CancellationToken, Task> body, Action<Exception> fail, Action? end = null)
    {
        WorkItem workItem = new(fail, end);
        _workItems.Enqueue(workItem);
        RunningCount++;
        _ = RunBodyAsync(workItem, body, stop.Token);
    }

    /// <summary>Does here, on the pipeline thread, what the bodies ask for, as long as something holds.</summary>
    public void PumpWhile(Func<bool> isBusy)
    {
        CancellationToken token = stop.Token;
        try
        {
            Pump(token);
            while (isBusy())
            {
                _items.Wait(token);
                Pump(token);
            }
        }
        catch
        {
            // Stopped, or whoever is downstream has enough: nothing more is written, and the bodies are told to end.
            _items.Close();
            stop.Cancel();
            throw;
        }
    }

    /// <summary>Writes an object to the pipeline, waiting where the pipeline is behind.</summary>
    public ValueTask WriteAsync(object? value, CancellationToken cancellationToken) =>
        _items.SendAsync(new Item(Kind.Output, _current.Value, value), cancellationToken);

    /// <inheritdoc/>
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

        Send(new Item(Kind.Work, WorkItem: null, (Action)Work));
        return await done.Task.ConfigureAwait(false);
    }

    /// <summary>Has something done on the pipeline thread, without waiting for it; where it belongs to the output, in its turn.</summary>
    public void Post(Action work, bool isOutput) => Send(new Item(Kind.Work, isOutput ? _current.Value : null, work));

    private void Send(Item item)
    {
        if (!_items.TrySend(item))
        {
            // Its source may be gone by now.
            throw new OperationCanceledException("The pipeline has ended.");
        }
    }

    private async Task RunBodyAsync(WorkItem workItem, Func<CancellationToken, Task> body, CancellationToken cancellationToken)
    {
        _current.Value = workItem;
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
        _ = _items.TrySend(new Item(Kind.End, workItem, failure));
    }

    private void Pump(CancellationToken cancellationToken)
    {
        while (_items.TryTake(out Item item))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Take(item);
        }
    }

    private void Take(Item item)
    {
        if (item.Kind is Kind.End)
        {
            RunningCount--;
            item.WorkItem!.End?.Invoke();
        }

        if (item.WorkItem is { } workItem && isOrdered && workItem != _workItems.Peek())
        {
            workItem.Waiting.Enqueue(item);
            return;
        }

        Do(item);
        while (item.Kind is Kind.End && _workItems.Count > 0 && isOrdered && _workItems.Peek() is { } next)
        {
            // The next one's turn: what it has written meanwhile, perhaps to its end.
            item = default;
            while (next.Waiting.Count > 0)
            {
                stop.Token.ThrowIfCancellationRequested();
                item = next.Waiting.Dequeue();
                Do(item);
            }
        }
    }

    private void Do(Item item)
    {
        switch (item.Kind)
        {
            case Kind.Output:
                write(item.Content);
                break;
            case Kind.Work:
                ((Action)item.Content!)();
                break;
            default:
                // Without an order any of them will do, for they are only counted.
                _ = _workItems.Dequeue();
                if (item.Content is Exception failure)
                {
                    item.WorkItem!.Fail(failure);
                }

                break;
        }
    }

    private enum Kind
    {
        Output,
        Work,
        End,
    }

    private sealed class WorkItem(Action<Exception> fail, Action? end)
    {
        public Action<Exception> Fail { get; } = fail;

        public Action? End { get; } = end;

        public Queue<Item> Waiting { get; } = new();
    }

    /// <param name="Kind">What it is.</param>
    /// <param name="WorkItem">The body that it is of; null for what has no turn.</param>
    /// <param name="Content">An object for the pipeline, an action, or why the body failed.</param>
    private readonly record struct Item(Kind Kind, WorkItem? WorkItem, object? Content);
}

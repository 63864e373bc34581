using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.PowerShell.Core.Cmdlets;

/// <summary>
/// Passes work from asynchronous code to the pipeline thread, the only thread that may write to the pipeline. Objects for
/// the pipeline are bounded: if they come faster than they are taken, their producers wait. Several bodies may run at once.
/// Their output comes in their order, unless order doesn't matter. The output of a body that waits for its turn is not
/// bounded, because otherwise the body whose turn it is could wait for it.
/// </summary>
/// <param name="write">Writes one object to the pipeline.</param>
/// <param name="stop">Cancels all work, and is signalled when the pipeline accepts no more output.</param>
/// <param name="isOrdered">Whether the output has the order of the bodies.</param>
internal sealed class PipelineQueue(Action<object?> write, CancellationTokenSource stop, bool isOrdered = true) : IPipelineThread
{
    // The body that calls. A body may run on any thread.
    private readonly AsyncLocal<WorkItem?> _current = new();

    // Only the objects for the pipeline are counted.
    private readonly BoundedQueue<Item> _items = new(capacity: 128);

    private readonly Queue<WorkItem> _workItems = new();

    /// <summary>The number of running bodies.</summary>
    public int RunningCount { get; private set; }

    /// <summary>The number of started bodies whose output isn't completely written.</summary>
    public int OpenCount => _workItems.Count;

    /// <summary>
    /// Starts a body. It runs on the pipeline thread until it first waits, which saves a thread switch, and on other threads
    /// afterwards.
    /// </summary>
    /// <param name="body">The body.</param>
    /// <param name="fail">Called with an exception of the body, on the pipeline thread and in the order of the output.</param>
    /// <param name="end">Called on the pipeline thread as soon as the body has ended, with or without an error.</param>
    public void Start(Func<CancellationToken, Task> body, Action<Exception> fail, Action? end = null)
    {
        WorkItem workItem = new(fail, end);
        _workItems.Enqueue(workItem);
        RunningCount++;
        _ = RunBodyAsync(workItem, body, stop.Token);
    }

    /// <summary>Runs the work of the bodies on the pipeline thread while a condition is true.</summary>
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
            // The pipeline is stopped, or the downstream command needs no more output. The bodies must end.
            _items.Close();
            stop.Cancel();
            throw;
        }
    }

    /// <summary>Writes an object to the pipeline. Waits if the pipeline is slower.</summary>
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

    /// <summary>Runs an action on the pipeline thread without waiting for it. An output action runs in the order of the output.</summary>
    public void Post(Action work, bool isOutput) => Send(new Item(Kind.Work, isOutput ? _current.Value : null, work));

    private void Send(Item item)
    {
        if (!_items.TrySend(item))
        {
            // The token source may already be disposed.
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
#pragma warning disable CA1031 // It is rethrown on the pipeline thread.
        catch (Exception e)
#pragma warning restore CA1031
        {
            failure = e;
        }

        // After the end of the pipeline, nobody needs the result.
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
            (workItem.Waiting ??= new()).Enqueue(item);
            return;
        }

        Do(item);
        while (item.Kind is Kind.End && _workItems.Count > 0 && isOrdered && _workItems.Peek() is { } next)
        {
            // The next body's turn starts with the output that it has written so far.
            item = default;
            while (next.Waiting is { Count: > 0 } waiting)
            {
                stop.Token.ThrowIfCancellationRequested();
                item = waiting.Dequeue();
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
                // Without an order the items are only counted, so any of them can be removed.
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

        /// <summary>The items that wait for the turn of the body; null if none had to wait.</summary>
        public Queue<Item>? Waiting { get; set; }
    }

    /// <param name="Kind">The kind of the item.</param>
    /// <param name="WorkItem">The body that sent it; null for an item without order.</param>
    /// <param name="Content">An object for the pipeline, an action, or the exception of the body.</param>
    private readonly record struct Item(Kind Kind, WorkItem? WorkItem, object? Content);
}

using System;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace Mistral.PowerShell;

/// <summary>
/// Carries work from asynchronous code to the pipeline thread, the only one that may write to the pipeline.
/// It is bounded: whoever produces faster than the pipeline takes has to wait.
/// </summary>
internal sealed class PipelineQueue
{
    private const int Capacity = 256;

    private static readonly AsyncLocal<PipelineQueue?> s_current = new();

    private readonly Channel<Item> _items = Channel.CreateBounded<Item>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    /// <summary>The queue of the cmdlet on whose behalf the caller runs; null outside of one.</summary>
    public static PipelineQueue? Current => s_current.Value;

    /// <summary>Runs a body away from the pipeline thread and does here, on the pipeline thread, what it asks for until it ends.</summary>
    /// <param name="body">What to run. Its exception is thrown here.</param>
    /// <param name="write">Writes one object to the pipeline.</param>
    /// <param name="stop">Ends it, and is signalled when the pipeline takes no more.</param>
    public void Run(Func<CancellationToken, Task> body, Action<object?> write, CancellationTokenSource stop)
    {
        CancellationToken token = stop.Token;
        Task work = Task.Run(() => RunBodyAsync(body, token), CancellationToken.None);
        try
        {
            Drain(write, token);
        }
        catch
        {
            // Stopped, or whoever is downstream has enough: nothing more is written, and the body is told to end.
            _ = _items.Writer.TryComplete();
            stop.Cancel();
            Leave(work);
            throw;
        }

        work.GetAwaiter().GetResult();
    }

    /// <summary>Writes an object to the pipeline, waiting where the pipeline is behind.</summary>
    public ValueTask WriteAsync(object? value, CancellationToken cancellationToken)
    {
        Item item = new(value, Work: null);
        return _items.Writer.TryWrite(item) ? default : _items.Writer.WriteAsync(item, cancellationToken);
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

        await _items.Writer.WriteAsync(new Item(Value: null, Work), cancellationToken).ConfigureAwait(false);
        return await done.Task.ConfigureAwait(false);
    }

    /// <summary>Has something done on the pipeline thread, in its turn, without waiting for it.</summary>
    public void Post(Action work, CancellationToken cancellationToken)
    {
        Item item = new(Value: null, work);
        if (!_items.Writer.TryWrite(item))
        {
            _items.Writer.WriteAsync(item, cancellationToken).AsTask().GetAwaiter().GetResult();
        }
    }

    private async Task RunBodyAsync(Func<CancellationToken, Task> body, CancellationToken cancellationToken)
    {
        s_current.Value = this;
        try
        {
            await body(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _ = _items.Writer.TryComplete();
        }
    }

    private void Drain(Action<object?> write, CancellationToken cancellationToken)
    {
        ChannelReader<Item> reader = _items.Reader;
        do
        {
            while (reader.TryRead(out Item item))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (item.Work is { } work)
                {
                    work();
                }
                else
                {
                    write(item.Value);
                }
            }
        }
        while (reader.WaitToReadAsync(cancellationToken).AsTask().GetAwaiter().GetResult());
    }

    // The body ends by itself once its token is cancelled; what it throws then interests nobody.
    private static void Leave(Task work) =>
        _ = work.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private readonly record struct Item(object? Value, Action? Work);
}

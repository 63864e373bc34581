using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.PowerShell.Core.Cmdlets;
using Xunit;

namespace Mistral.PowerShell.UnitTests;

public sealed class PipelineQueueTests : IDisposable
{
    private const int TestTimeout = 60_000;

    // The number of objects that may wait for the pipeline before a writer has to wait.
    private const int Capacity = 128;

    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
    private readonly List<object?> _output = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _stop.Dispose();

    [Fact(Timeout = TestTimeout)]
    public async Task Output_of_a_later_body_waits_for_the_earlier_ones()
    {
        PipelineQueue queue = Create();
        TaskCompletionSource secondHasEnded = NewGate();
        queue.Start(
            async token =>
            {
                await queue.WriteAsync("1a", token);
                await secondHasEnded.Task;
                await queue.WriteAsync("1b", token);
            },
            Throw);
        queue.Start(token => WriteAllAsync(queue, token, "2a", "2b"), Throw, secondHasEnded.SetResult);
        queue.Start(token => WriteAllAsync(queue, token, "3a"), Throw);

        await PumpAsync(queue);
        Assert.Equal(["1a", "1b", "2a", "2b", "3a"], _output);
    }

    [Fact(Timeout = TestTimeout)]
    public async Task Output_is_written_at_once_when_it_is_unordered()
    {
        PipelineQueue queue = Create(isOrdered: false);
        TaskCompletionSource secondHasEnded = NewGate();
        queue.Start(token => WriteAfterAsync(queue, secondHasEnded.Task, "1", token), Throw);
        queue.Start(token => WriteAllAsync(queue, token, "2"), Throw, secondHasEnded.SetResult);

        await PumpAsync(queue);
        Assert.Equal(["2", "1"], _output);
    }

    [Fact(Timeout = TestTimeout)]
    public async Task Bodies_are_counted_as_running_until_they_end_and_as_open_until_their_output_is_written()
    {
        PipelineQueue queue = Create();
        List<(int Running, int Open)> counts = [];
        TaskCompletionSource secondHasEnded = NewGate();
        queue.Start(_ => secondHasEnded.Task, Throw, () => counts.Add((queue.RunningCount, queue.OpenCount)));
        queue.Start(
            _ => Task.CompletedTask,
            Throw,
            () =>
            {
                counts.Add((queue.RunningCount, queue.OpenCount));
                secondHasEnded.SetResult();
            });
        Assert.Equal((2, 2), (queue.RunningCount, queue.OpenCount));

        await PumpAsync(queue);
        Assert.Equal([(1, 2), (0, 2)], counts);
        Assert.Equal((0, 0), (queue.RunningCount, queue.OpenCount));
    }

    [Theory(Timeout = TestTimeout)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_writes_too_fast_waits(bool isOrdered)
    {
        PipelineQueue queue = Create(isOrdered);
        int written = 0;
        queue.Start(
            async token =>
            {
                for (int item = 0; item < 3 * Capacity; item++)
                {
                    await queue.WriteAsync(item, token);
                    written++;
                }
            },
            Throw);
        Assert.Equal(Capacity, written);

        await PumpAsync(queue);
        Assert.Equal(Enumerable.Range(0, 3 * Capacity), _output.Cast<int>());
    }

    [Fact(Timeout = TestTimeout)]
    public async Task The_failure_of_a_body_is_handled_in_order_and_the_others_continue()
    {
        PipelineQueue queue = Create();
        TaskCompletionSource secondHasEnded = NewGate();
        queue.Start(token => WriteAfterAsync(queue, secondHasEnded.Task, "1", token), Throw);
        queue.Start(
            async token =>
            {
                await queue.WriteAsync("2", token);
                throw new InvalidOperationException("broken");
            },
            error => _output.Add(error.Message),
            secondHasEnded.SetResult);
        queue.Start(token => WriteAllAsync(queue, token, "3"), Throw);

        await PumpAsync(queue);
        Assert.Equal(["1", "2", "broken", "3"], _output);
    }

    [Fact(Timeout = TestTimeout)]
    public async Task A_body_that_fails_before_its_first_await_or_is_cancelled_fails_like_any_other()
    {
        PipelineQueue queue = Create();
        List<Exception> failures = [];
        queue.Start(_ => throw new InvalidOperationException(), failures.Add);
        queue.Start(_ => Task.FromCanceled(new CancellationToken(canceled: true)), failures.Add);

        await PumpAsync(queue);
        Assert.IsType<InvalidOperationException>(failures[0]);
        Assert.IsAssignableFrom<OperationCanceledException>(failures[1]);
        Assert.Equal(2, failures.Count);
    }

    [Fact(Timeout = TestTimeout)]
    public async Task Work_of_a_body_on_the_pipeline_thread_does_not_wait_for_its_turn()
    {
        PipelineQueue queue = Create();
        TaskCompletionSource secondHasAsked = NewGate();
        int? askedOn = null;
        queue.Start(_ => secondHasAsked.Task, Throw);
        queue.Start(
            async token =>
            {
                await Task.Yield();
                askedOn = await queue.InvokeAsync(() => Environment.CurrentManagedThreadId, token);
                queue.Post(() => _output.Add("at once"), isOutput: false);
                queue.Post(() => _output.Add("in turn"), isOutput: true);
                queue.Post(secondHasAsked.SetResult, isOutput: false);
            },
            Throw,
            () => _output.Add("ended"));

        int pumpedOn = await PumpAsync(queue);
        Assert.Equal(pumpedOn, askedOn);
        Assert.Equal("at once", _output[0]);
        Assert.Equal(["at once", "ended", "in turn"], _output);
    }

    [Fact(Timeout = TestTimeout)]
    public async Task A_failure_on_the_pipeline_thread_is_thrown_in_the_body_that_requested_the_work()
    {
        PipelineQueue queue = Create();
        queue.Start(
            async token =>
            {
                InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(
                    () => queue.InvokeAsync<int>(() => throw new InvalidOperationException("refused"), token));
                await queue.WriteAsync(error.Message, token);
            },
            Throw);

        await PumpAsync(queue);
        Assert.Equal(["refused"], _output);
    }

    [Fact(Timeout = TestTimeout)]
    public async Task A_stopped_pipeline_ends_the_pump_while_a_body_waits_for_its_work()
    {
        PipelineQueue queue = Create();
        TaskCompletionSource<Exception> failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
        queue.Start(
            async token =>
            {
                try
                {
                    _ = await queue.InvokeAsync<int>(() => throw new PipelineStoppedException(), token);
                }
                catch (OperationCanceledException e)
                {
                    failure.SetResult(e);
                }
            },
            Throw);

        await Assert.ThrowsAsync<PipelineStoppedException>(() => PumpAsync(queue));
        Assert.IsAssignableFrom<OperationCanceledException>(await failure.Task);
    }

    [Fact(Timeout = TestTimeout)]
    public async Task A_body_can_cancel_its_requested_work()
    {
        PipelineQueue queue = Create();
        using CancellationTokenSource cancel = new();
        Task<int> asked = queue.InvokeAsync(() => 1, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
    }

    [Fact(Timeout = TestTimeout)]
    public async Task Output_to_a_queue_from_a_body_of_another_queue_has_the_turn_of_the_body_that_started_it()
    {
        PipelineQueue queue = Create();
        PipelineQueue inner = Create();
        using SemaphoreSlim gate = new(0);
        queue.Start(token => WriteAfterAsync(queue, gate.WaitAsync(token), "1", token), Throw);
        queue.Start(
            async token =>
            {
                await queue.WriteAsync("2", token);
                inner.Start(
                    async innerToken =>
                    {
                        await inner.WriteAsync("inner", innerToken);
                        await queue.WriteAsync("3", innerToken);
                    },
                    Throw);
                await PumpAsync(inner);
                _ = gate.Release();
            },
            Throw);

        await PumpAsync(queue);
        Assert.Equal(["inner", "1", "2", "3"], _output);
    }

    [Fact(Timeout = TestTimeout)]
    public async Task Nothing_can_be_written_or_sent_after_a_stop_before_the_pump()
    {
        PipelineQueue queue = Create();
        queue.Start(token => WriteAllAsync(queue, token, "1", "2"), Throw);
        await _stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PumpAsync(queue));
        Assert.Empty(_output);
        Assert.Throws<OperationCanceledException>(() => queue.Post(() => { }, isOutput: false));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queue.InvokeAsync(() => 1, Cancellation));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await queue.WriteAsync("3", Cancellation));
    }

    [Fact(Timeout = TestTimeout)]
    public async Task A_stop_ends_the_wait_for_bodies()
    {
        PipelineQueue queue = Create();
        TaskCompletionSource waits = NewGate();
        queue.Start(
            async token =>
            {
                queue.Post(waits.SetResult, isOutput: false);
                await Task.Delay(Timeout.Infinite, token);
            },
            Throw);
        Task pumped = PumpAsync(queue);
        await waits.Task;
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pumped);
    }

    public static TheoryData<int, bool, bool> Stops => new(
        Enumerable.Range(0, 12).SelectMany(at => new[] { (at, true, true), (at, true, false), (at, false, true), (at, false, false) }));

    [Theory(Timeout = TestTimeout)]
    [MemberData(nameof(Stops))]
    public async Task A_stop_at_any_object_ends_all_output_and_all_bodies(int at, bool isOrdered, bool isThrown)
    {
        PipelineQueue? queue = null;
        queue = new PipelineQueue(
            value =>
            {
                _output.Add(value);
                if (_output.Count == at + 1)
                {
                    if (isThrown)
                    {
                        throw new InvalidOperationException("enough");
                    }

                    _stop.Cancel();
                }
            },
            _stop,
            isOrdered);
        BodyCounter bodies = new(3);
        for (int body = 0; body < 3; body++)
        {
            string[] values = [.. Enumerable.Range(0, 4).Select(item => $"{body}{item}")];
            queue.Start(
                token => bodies.RunAsync(async () =>
                {
                    await WriteAllAsync(queue, token, values);
                    await Task.Delay(Timeout.Infinite, token);
                }),
                Throw);
        }

        // The first body never ends, so with ordered output only its objects are written.
        bool isReached = !isOrdered || at < 4;
        if (!isReached)
        {
            queue.Post(_stop.Cancel, isOutput: false);
        }

        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => PumpAsync(queue));
        Assert.Equal(isReached && isThrown, error is InvalidOperationException);
        Assert.Equal(isReached ? at + 1 : 4, _output.Count);
        Assert.True(_stop.IsCancellationRequested);
        await bodies.AllEnded;
    }

    [Fact(Timeout = 3 * TestTimeout)]
    public async Task Random_schedules_write_the_same_as_a_simple_model()
    {
        for (int seed = 0; seed < 1000; seed++)
        {
            await PipelineSchedule.RunAsync(seed, Cancellation);
        }
    }

    private static TaskCompletionSource NewGate() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static void Throw(Exception error) => throw new InvalidOperationException("A body failed unexpectedly.", error);

    private static async Task WriteAllAsync(PipelineQueue queue, CancellationToken cancellationToken, params string[] values)
    {
        foreach (string value in values)
        {
            await queue.WriteAsync(value, cancellationToken);
        }
    }

    private static async Task WriteAfterAsync(PipelineQueue queue, Task gate, string value, CancellationToken cancellationToken)
    {
        await gate;
        await queue.WriteAsync(value, cancellationToken);
    }

    private PipelineQueue Create(bool isOrdered = true) => new(_output.Add, _stop, isOrdered);

    // Acts as the pipeline thread and returns its id.
    private static Task<int> PumpAsync(PipelineQueue queue) => Task.Run(
        () =>
        {
            queue.PumpWhile(() => queue.OpenCount > 0);
            return Environment.CurrentManagedThreadId;
        },
        Cancellation);
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Mistral.PowerShell.Core.Cmdlets;
using Xunit;

namespace Mistral.PowerShell.UnitTests;

/// <summary>
/// Bodies that do random steps at random moments, with a stop in a third of the cases. What they write must be what the model
/// says: one body after the other, or without an order the steps of each body in its order; up to the stop.
/// </summary>
internal sealed class PipelineSchedule
{
    private readonly int _seed;
    private readonly Random _random;
    private readonly bool _isOrdered;
    private readonly int? _stopAt;
    private readonly Step[][] _bodies;
    private readonly int[] _bodySeeds;
    private readonly List<string> _output = [];
    private readonly CancellationTokenSource _stop;
    private readonly PipelineQueue _queue;
    private readonly CancellationToken _cancellationToken;
    private int _pipelineThread;

    private PipelineSchedule(int seed, CancellationTokenSource stop, CancellationToken cancellationToken)
    {
        _seed = seed;
        _random = new Random(seed);
        _isOrdered = _random.Next(2) == 0;
        _bodies = [.. Enumerable.Range(0, _random.Next(1, 7)).Select(_ => RandomSteps())];
        _bodySeeds = [.. _bodies.Select(_ => _random.Next())];
        int count = Model().Count();
        _stopAt = _random.Next(3) == 0 && count > 0 ? _random.Next(count) : null;
        _stop = stop;
        _cancellationToken = cancellationToken;
        _queue = new PipelineQueue(value => Write((string)value!), stop, _isOrdered);
    }

    private enum Step
    {
        Write,
        PostOutput,
        Post,
        Invoke,
        Fail,
    }

    public static async Task RunAsync(int seed, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await new PipelineSchedule(seed, stop, cancellationToken).RunAsync();
    }

    private async Task RunAsync()
    {
        BodyCounter bodies = new(_bodies.Length);
        Task pumped = Task.Run(() => StartAndPump(bodies), _cancellationToken);
        if (_stopAt is null)
        {
            await pumped;
        }
        else
        {
            // After the last output there may be nothing to stop.
            Exception? error = await Record.ExceptionAsync(() => pumped);
            bool isStopped = error is OperationCanceledException || (error is null && _stopAt + 1 == Model().Count());
            Check(isStopped, $"the pump did not end with the stop, but with {error?.ToString() ?? "success"}");
        }

        await bodies.AllEnded.WaitAsync(_cancellationToken);
        Check(_output.SequenceEqual(Expected()), "the output is not that of the model");
    }

    // Like a cmdlet with -ThrottleLimit: a few bodies run, and the next one starts when one has ended.
    private void StartAndPump(BodyCounter bodies)
    {
        _pipelineThread = Environment.CurrentManagedThreadId;
        int limit = _random.Next(1, 5);
        int started = 0;
        try
        {
            while (started < _bodies.Length)
            {
                int body = started++;
                _queue.Start(
                    token => bodies.RunAsync(() => RunBodyAsync(body, token)),
                    error => Write(error is InvalidOperationException ? error.Message : error.ToString()));
                _queue.PumpWhile(() => _queue.RunningCount >= limit);
            }

            _queue.PumpWhile(() => _queue.OpenCount > 0);
        }
        finally
        {
            // Bodies that were never started have no end.
            while (started++ < _bodies.Length)
            {
                _ = bodies.RunAsync(() => Task.CompletedTask);
            }
        }
    }

    private async Task RunBodyAsync(int body, CancellationToken token)
    {
        Random random = new(_bodySeeds[body]);
        for (int number = 0; number < _bodies[body].Length; number++)
        {
            await RandomYield.Async(random);
            string text = Text(body, number);
            switch (_bodies[body][number])
            {
                case Step.Write:
                    await _queue.WriteAsync(text, token);
                    break;
                case Step.PostOutput:
                    _queue.Post(() => Write(text), isOutput: true);
                    break;
                case Step.Post:
                    _queue.Post(CheckThread, isOutput: false);
                    break;
                case Step.Invoke:
                    int thread = await _queue.InvokeAsync(() => Environment.CurrentManagedThreadId, token);
                    Check(thread == _pipelineThread, "work ran on another thread");
                    break;
                default:
                    throw new InvalidOperationException(text);
            }
        }
    }

    private void Write(string text)
    {
        CheckThread();
        Check(!_stop.IsCancellationRequested, $"'{text}' was written after the stop");
        _output.Add(text);
        RandomYield.Now(_random);
        if (_output.Count - 1 == _stopAt)
        {
            _stop.Cancel();
        }
    }

    private void CheckThread() => Check(Environment.CurrentManagedThreadId == _pipelineThread, "work ran on another thread");

    private Step[] RandomSteps()
    {
        Step[] steps = [.. Enumerable.Range(0, _random.Next(0, 40)).Select(_ => (Step)_random.Next((int)Step.Fail))];
        return _random.Next(4) == 0 ? [.. steps, Step.Fail] : steps;
    }

    private IEnumerable<string> Model() => _bodies.SelectMany((steps, body) =>
        steps.Select((step, number) => (step, Text: Text(body, number)))
            .Where(step => step.step is Step.Write or Step.PostOutput or Step.Fail)
            .Select(step => step.Text));

    // Unordered output is correct if the output of each body is in order.
    private IEnumerable<string> Expected()
    {
        int count = _stopAt + 1 ?? Model().Count();
        if (_isOrdered)
        {
            return Model().Take(count);
        }

        Dictionary<string, Queue<string>> remaining = Model().GroupBy(BodyOf).ToDictionary(body => body.Key, body => new Queue<string>(body));
        return _output.Select(text => remaining.TryGetValue(BodyOf(text), out Queue<string>? body) && body.Count > 0 ? body.Dequeue() : "nothing")
            .Concat(Enumerable.Repeat("more", Math.Max(0, count - _output.Count)));
    }

    private static string Text(int body, int number) => $"{body}.{number}";

    private static string BodyOf(string text) => text.Split('.')[0];

    private void Check(bool isRight, string otherwise) => Assert.True(isRight, $"Seed {_seed}: {otherwise}.");
}

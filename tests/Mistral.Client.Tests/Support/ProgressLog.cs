using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace Mistral.Client.Tests;

/// <summary>Keeps what the client reports, at once and in order.</summary>
internal sealed class ProgressLog : IProgress<TransportEvent>
{
    private readonly ConcurrentQueue<TransportEvent> _events = new();
    private readonly TaskCompletionSource<bool> _firstAnswer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> _firstRetry = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<TransportEvent> Events => [.. _events];

    public IReadOnlyList<TransportEvent.Retrying> Retries => [.. _events.OfType<TransportEvent.Retrying>()];

    /// <summary>Completes when a response has begun.</summary>
    public Task FirstAnswer => _firstAnswer.Task;

    /// <summary>Completes when a retry was reported.</summary>
    public Task FirstRetry => _firstRetry.Task;

    public void Report(TransportEvent value)
    {
        _events.Enqueue(value);
        _ = value switch
        {
            TransportEvent.Retrying => _firstRetry.TrySetResult(true),
            TransportEvent.Answered => _firstAnswer.TrySetResult(true),
            _ => false,
        };
    }
}

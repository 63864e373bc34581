using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Mistral.Client;

namespace Mistral.PowerShell.AI.Tools;

/// <summary>Runs the calls of an exchange, round by round, and knows when there is an end.</summary>
/// <param name="runner">What runs the calls; null where the caller answers them.</param>
/// <param name="mostRounds">How many rounds of calls there may be.</param>
/// <param name="isTrial">Whether calls are shown and not run.</param>
/// <param name="run">Does something on the pipeline thread.</param>
internal sealed class ToolLoop(ToolRunner? runner, int mostRounds, bool isTrial, Func<Func<ToolResult>, Task<ToolResult>> run)
{
    private const int MaxConcurrentCalls = 128;

    private readonly List<ToolResult> _results = [];
    private int _rounds;

    /// <summary>The calls that have run, in their order.</summary>
    public ToolResult[] Results => [.. _results];

    /// <summary>How the rounds ended.</summary>
    public ToolRoundState State { get; private set; }

    /// <summary>Runs the calls of one reply.</summary>
    /// <param name="calls">What the model asks for; none is the end.</param>
    /// <returns>A result for each call, for the model to go on with; null where the rounds have ended.</returns>
    public async Task<IReadOnlyList<ToolResult>?> RunAsync(IReadOnlyList<ToolCall> calls)
    {
        State = calls.Count == 0 ? _results.Count > 0 ? ToolRoundState.Answered : ToolRoundState.None
            : runner is null || !runner.CanRun(calls) ? ToolRoundState.NotRun
            : _rounds == mostRounds ? ToolRoundState.LimitReached
            : ToolRoundState.Answered;
        if (calls.Count == 0 || State is not ToolRoundState.Answered)
        {
            return null;
        }

        int round = ++_rounds;
        List<ToolResult> results = [];
        foreach (ToolCall call in calls)
        {
            results.Add(results.Count < MaxConcurrentCalls
                ? await run(() => runner!.Run(call, round)).ConfigureAwait(false)
                : ToolRunner.Refuse(call, round, $"Not run: {MaxConcurrentCalls} calls at once are the most."));
        }

        _results.AddRange(results);
        if (isTrial)
        {
            State = ToolRoundState.NotRun;
            return null;
        }

        return results;
    }
}

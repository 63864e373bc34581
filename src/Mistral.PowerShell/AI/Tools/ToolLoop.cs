using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;

namespace Mistral.PowerShell.AI.Tools;

/// <summary>Asks a model, tells it what the calls gave that it asks for, and asks again until it answers.</summary>
/// <param name="tools">The tools.</param>
/// <param name="exchange">Sends the requests.</param>
/// <param name="thread">Where the calls run.</param>
/// <param name="cancellationToken">Ends it between two calls.</param>
internal sealed class ToolLoop<TRequest, TReply>(Toolset tools, IToolExchange<TRequest, TReply> exchange, IPipelineThread thread, CancellationToken cancellationToken)
    where TRequest : class
{
    private const int MaxConcurrentCalls = 128;

    private readonly List<ToolResult> _results = [];
    private int _rounds;

    /// <summary>The calls that have run, in their order.</summary>
    public ToolResult[] Results => [.. _results];

    /// <summary>How the rounds ended.</summary>
    public ToolRoundState State { get; private set; }

    /// <summary>Whether the model is out of calls, so that its last reply is its answer.</summary>
    public bool IsAnswered => State is ToolRoundState.None or ToolRoundState.Answered;

    /// <summary>What was asked last, with the calls and their results.</summary>
    public TRequest? Asked { get; private set; }

    /// <summary>Asks until there is an answer, or an end.</summary>
    public async Task<TReply> RunAsync(TRequest request)
    {
        while (true)
        {
            Asked = request;
            TReply reply = await exchange.SendAsync(request).ConfigureAwait(false);
            if (await RunCallsAsync(exchange.GetCalls(reply)).ConfigureAwait(false) is not { } results)
            {
                return reply;
            }

            request = exchange.Continue(request, reply, results);
        }
    }

    // Gives a result for each call, for the model to go on with; null where the rounds have ended.
    private async Task<IReadOnlyList<ToolResult>?> RunCallsAsync(IReadOnlyList<ToolCall> calls)
    {
        State = calls.Count == 0 ? _results.Count > 0 ? ToolRoundState.Answered : ToolRoundState.None
            : tools.Runner is null || !tools.Runner.CanRun(calls) ? ToolRoundState.NotRun
            : _rounds == tools.MaxRounds ? ToolRoundState.LimitReached
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
                ? await thread.InvokeAsync(() => tools.Runner!.Run(call, round), cancellationToken).ConfigureAwait(false)
                : ToolRunner.Refuse(call, round, $"Not run: {MaxConcurrentCalls} calls at once are the most."));
        }

        _results.AddRange(results);
        if (tools.IsTrial)
        {
            State = ToolRoundState.NotRun;
            return null;
        }

        return results;
    }
}

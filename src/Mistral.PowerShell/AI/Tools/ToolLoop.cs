using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;

namespace Mistral.PowerShell.AI.Tools;

/// <summary>Sends requests to a model, runs the tool calls of its responses, and sends the results until the model answers.</summary>
/// <param name="tools">The tools.</param>
/// <param name="exchange">Sends the requests.</param>
/// <param name="thread">The pipeline thread, on which the calls run.</param>
/// <param name="cancellationToken">Cancels the loop between two calls.</param>
internal sealed class ToolLoop<TRequest, TReply>(Toolset tools, IToolExchange<TRequest, TReply> exchange, IPipelineThread thread, CancellationToken cancellationToken)
    where TRequest : class
{
    private const int MaxConcurrentCalls = 128;

    private readonly List<ToolResult> _results = [];
    private int _rounds;

    /// <summary>The results of the calls so far, in their order.</summary>
    public ToolResult[] Results => [.. _results];

    /// <summary>How the loop ended.</summary>
    public ToolRoundState State { get; private set; }

    /// <summary>Whether the last response contains the answer, without further calls.</summary>
    public bool IsAnswered => State is ToolRoundState.None or ToolRoundState.Answered;

    /// <summary>The last request, with the calls and their results.</summary>
    public TRequest? Asked { get; private set; }

    /// <summary>Runs the loop until the model answers or a limit is reached.</summary>
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

    // Returns a result for each call; null if the loop has ended.
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
                : ToolRunner.Refuse(call, round, $"Not run: at most {MaxConcurrentCalls} calls are allowed at once."));
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

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Mistral.Client;

namespace Mistral.PowerShell;

/// <summary>Asks a model, runs the calls that it asks for, tells it what they gave, and asks again until it answers.</summary>
/// <param name="runner">What runs the calls; null where the caller answers them.</param>
/// <param name="mostRounds">How many rounds of calls there may be.</param>
/// <param name="isTrial">Whether calls are shown and not run.</param>
/// <param name="ask">Sends a request and gives the whole reply.</param>
/// <param name="run">Does something on the pipeline thread.</param>
internal sealed class ChatRounds(
    ToolRunner? runner,
    int mostRounds,
    bool isTrial,
    Func<ChatRequest, Task<ChatCompletion>> ask,
    Func<Func<ToolResult>, Task<ToolResult>> run)
{
    private const int MostCallsAtOnce = 128;

    private readonly List<ToolResult> _results = [];
    private int _rounds;

    /// <summary>The calls that have run, in their order.</summary>
    public ToolResult[] Results => [.. _results];

    /// <summary>How the rounds ended.</summary>
    public ToolRoundState State { get; private set; }

    /// <summary>What was asked last: the conversation with its calls and their results.</summary>
    public IReadOnlyList<ChatMessage> Asked { get; private set; } = [];

    /// <summary>Asks until there is an answer, or an end.</summary>
    public async Task<ChatCompletion> RunAsync(ChatRequest request)
    {
        while (true)
        {
            // A call that was forced has been made; forced once more, it would never come to an answer.
            request = _results.Count > 0 ? request with { ToolChoice = null } : request;
            Asked = request.Messages;
            ChatCompletion completion = await ask(request).ConfigureAwait(false);
            ChatChoice? choice = completion.Choices.FirstOrDefault(c => c.GetToolCalls().Count > 0);
            if (choice is null)
            {
                State = _results.Count > 0 ? ToolRoundState.Answered : ToolRoundState.None;
                return completion;
            }

            if (runner is null || !runner.CanRun(choice.GetToolCalls()))
            {
                State = ToolRoundState.NotRun;
                return completion;
            }

            if (_rounds == mostRounds)
            {
                State = ToolRoundState.LimitReached;
                return completion;
            }

            int round = ++_rounds;
            int ran = 0;
            List<ChatMessage> told = [.. request.Messages, .. choice.GetMessages()];
            foreach (ToolCall call in choice.GetToolCalls())
            {
                ToolResult result = ran++ < MostCallsAtOnce
                    ? await run(() => runner.Run(call, round)).ConfigureAwait(false)
                    : ToolRunner.Refuse(call, round, $"Not run: {MostCallsAtOnce} calls at once are the most.");
                _results.Add(result);
                told.Add(new ChatMessage { Role = "tool", ToolCallId = result.Id, Name = result.Name, Content = result.Content });
            }

            if (isTrial)
            {
                State = ToolRoundState.NotRun;
                return completion;
            }

            request = request with { Messages = (ChatMessage[])[.. told] };
        }
    }
}

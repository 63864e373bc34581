using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.AI.Tools;

namespace Mistral.PowerShell.Features.Conversations;

/// <summary>Says something in a conversation, answers the calls that come of it, and goes on until there is an answer.</summary>
/// <param name="tools">What runs the calls.</param>
/// <param name="ask">Sends a request and gives the whole reply.</param>
internal sealed class ConversationRounds(ToolLoop tools, Func<ConversationRequest, Task<ConversationResponse>> ask)
{
    private readonly List<ConversationEntry> _outputs = [];

    /// <summary>The calls that have run, in their order.</summary>
    public ToolResult[] Results => tools.Results;

    /// <summary>How the rounds ended.</summary>
    public ToolRoundState State => tools.State;

    /// <summary>What came, of all rounds.</summary>
    public IReadOnlyList<ConversationEntry> Outputs => _outputs;

    /// <summary>What was sent last.</summary>
    public ConversationRequest? Asked { get; private set; }

    /// <summary>Goes on until there is an answer, or an end.</summary>
    public async Task<ConversationResponse> RunAsync(ConversationRequest request)
    {
        while (true)
        {
            // A call that was forced has been made; forced once more, it would never come to an answer.
            Asked = request = Results.Length > 0 && request.CompletionArgs is { } args ? request with { CompletionArgs = args with { ToolChoice = null } } : request;
            ConversationResponse response = await ask(request).ConfigureAwait(false);
            _outputs.AddRange(response.Outputs);
            IReadOnlyList<ToolCall> calls = response.GetToolCalls();
            if (await tools.RunAsync(calls).ConfigureAwait(false) is not { } results)
            {
                return response;
            }

            ILookup<bool, ToolResult> isOfServer = calls.Zip(results, (call, result) => (call, result)).ToLookup(p => p.call.ConfirmationStatus is not null, p => p.result);
            request = request.Continue(
                response,
                [.. isOfServer[false].Select(r => ConversationEntry.ResultOf(r.Id ?? string.Empty, r.Content))],
                [.. isOfServer[true].Select(r => new ToolCallConfirmation(r.Id ?? string.Empty, r.State is ToolState.Allowed ? "allow" : "deny"))]);
        }
    }
}

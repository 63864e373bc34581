using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.AI.Tools;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>Asks a model, tells it what the calls gave that it asks for, and asks again until it answers.</summary>
/// <param name="tools">What runs the calls.</param>
/// <param name="ask">Sends a request and gives the whole reply.</param>
internal sealed class ChatToolLoop(ToolLoop tools, Func<ChatRequest, Task<ChatCompletion>> ask)
{
    /// <summary>The calls that have run, in their order.</summary>
    public ToolResult[] Results => tools.Results;

    /// <summary>How the rounds ended.</summary>
    public ToolRoundState State => tools.State;

    /// <summary>What was asked last: the conversation with its calls and their results.</summary>
    public IReadOnlyList<ChatMessage> Asked { get; private set; } = [];

    /// <summary>Asks until there is an answer, or an end.</summary>
    public async Task<ChatCompletion> RunAsync(ChatRequest request)
    {
        while (true)
        {
            // A call that was forced has been made; forced once more, it would never come to an answer.
            request = Results.Length > 0 ? request with { ToolChoice = null } : request;
            Asked = request.Messages;
            ChatCompletion completion = await ask(request).ConfigureAwait(false);
            ChatChoice? choice = completion.Choices.FirstOrDefault(c => c.GetToolCalls().Length > 0);
            if (await tools.RunAsync(choice?.GetToolCalls() ?? []).ConfigureAwait(false) is not { } results)
            {
                return completion;
            }

            request = request with
            {
                Messages = (ChatMessage[])
                [
                    .. request.Messages,
                    .. choice!.GetMessages(),
                    .. results.Select(r => new ChatMessage { Role = "tool", ToolCallId = r.Id, Name = r.Name, Content = r.Content }),
                ],
            };
        }
    }
}

using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;
using Mistral.Client.Chat;

namespace Mistral.Client;

/// <summary>The properties that the requests to start, append and restart share. Null values are not sent.</summary>
public abstract record ConversationRequest
{
    private protected ConversationRequest()
    {
    }

    /// <summary>The new entries, such as messages. Null for no new entries.</summary>
    [JsonPropertyOrder(-1)]
    public IReadOnlyList<ConversationEntry>? Inputs { get; init; }

    /// <summary>Whether the server stores the conversation, so that it can be continued. The server's default is true.</summary>
    public bool? Store { get; init; }

    /// <summary>Who executes a handoff to another agent: <c>server</c> or <c>client</c>.</summary>
    public string? HandoffExecution { get; init; }

    /// <summary>The sampling parameters.</summary>
    public ConversationCompletionArgs? CompletionArgs { get; init; }

    /// <summary>Whether the response is a stream. Set by the operation.</summary>
    [JsonPropertyOrder(1)]
    public bool? Stream { get; internal init; }

    internal abstract string Path { get; }

    /// <summary>The id of the model or the agent; null if the conversation on the server has it.</summary>
    internal virtual string? ModelOrAgent => null;

    /// <summary>Creates the next request after a response.</summary>
    /// <param name="reply">The response.</param>
    /// <param name="inputs">The new entries, such as results of tool calls.</param>
    /// <param name="confirmations">The approvals of tool calls that the server runs.</param>
    internal ConversationRequest Continue(ConversationResponse reply, IReadOnlyCollection<ConversationEntry> inputs, IReadOnlyList<ToolCallConfirmation> confirmations) =>
        Store is false && confirmations.Count == 0

            // A conversation that the server does not store must be sent again completely.
            ? this with { Inputs = [.. Inputs ?? [], .. reply.Outputs.Where(o => !o.IsEmptyTurn), .. inputs] }
            : new ConversationAppendRequest
            {
                ConversationId = reply.ConversationId,
                Inputs = inputs.Count > 0 ? [.. inputs] : null,
                ToolConfirmations = confirmations.Count > 0 ? confirmations : null,
                Store = Store,
                HandoffExecution = HandoffExecution,
                CompletionArgs = CompletionArgs,
            };

    internal RequestBody CreateBody()
    {
        DeferredMedia slots = new();
        ConversationRequest sent = this with { Inputs = Inputs?.Select(e => e.ForReplay(slots)).ToArray() };
        return slots.Fill(sent.Serialize());
    }

    private protected abstract byte[] Serialize();
}

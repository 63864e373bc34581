using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;
using Mistral.Client.Chat;

namespace Mistral.Client;

/// <summary>What starting a conversation, going on with it and starting it again have in common. What is null is not sent.</summary>
public abstract record ConversationRequest
{
    private protected ConversationRequest()
    {
    }

    /// <summary>What is said: messages, and what else a conversation is made of. Null for nothing new.</summary>
    [JsonPropertyOrder(-1)]
    public IReadOnlyList<ConversationEntry>? Inputs { get; init; }

    /// <summary>Whether the server keeps the conversation, so that it can go on. The server's default is to keep it.</summary>
    public bool? Store { get; init; }

    /// <summary>Who hands over to another agent: <c>server</c>, or the <c>client</c>.</summary>
    public string? HandoffExecution { get; init; }

    /// <summary>How the model chooses its words.</summary>
    public ConversationCompletionArgs? CompletionArgs { get; init; }

    /// <summary>Whether the reply comes as a stream. Set by the operation.</summary>
    [JsonPropertyOrder(1)]
    public bool? Stream { get; internal init; }

    internal abstract string Path { get; }

    /// <summary>Makes the request that answers the calls of a reply, or says anything else to it.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="inputs">What is said.</param>
    /// <param name="confirmations">Which calls the server may run.</param>
    internal ConversationRequest Continue(ConversationResponse reply, IReadOnlyCollection<ConversationEntry> inputs, IReadOnlyList<ToolCallConfirmation> confirmations) =>
        Store is false && confirmations.Count == 0

            // What the server has not kept is told once more.
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

using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Conversations;

/// <summary>A conversation on the server.</summary>
[Resource(
    "Mistral.Conversation",
    "ConversationId", "Name", "Description", "Model", "AgentId", "AgentVersion", "Instructions", "Tools", "CompletionArgs",
    "Guardrails", "Metadata", "CreatedAt", "UpdatedAt",
    IdName = "ConversationId", IdPrefix = "conv_", List = typeof(GetMistralConversationCommand), Equivalent = typeof(ConversationReply))]
internal sealed class ConversationResource;

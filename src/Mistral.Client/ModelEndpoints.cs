using Mistral.Client.Chat;

namespace Mistral.Client;

/// <summary>The operations that models answer, over any sender.</summary>
public sealed class ModelEndpoints
{
    /// <param name="sender">Sends the requests.</param>
    public ModelEndpoints(IRequestSender sender)
    {
        CompletionExchange completions = new(sender);
        Chat = new ChatOperations(completions);
        Fim = new FimOperations(completions);
        Conversations = new ConversationOperations(sender);
        Embeddings = new EmbeddingOperations(sender);
    }

    /// <summary>Chats with models and agents.</summary>
    public ChatOperations Chat { get; }

    /// <summary>Completion of code.</summary>
    public FimOperations Fim { get; }

    /// <summary>Conversations that the server keeps.</summary>
    public ConversationOperations Conversations { get; }

    /// <summary>Embeddings.</summary>
    public EmbeddingOperations Embeddings { get; }
}

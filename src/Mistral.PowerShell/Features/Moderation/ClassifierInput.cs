using System.Collections.Generic;
using System.Linq;
using Mistral.Client;

namespace Mistral.PowerShell.Features.Moderation;

/// <summary>An input to moderate or to classify.</summary>
/// <param name="Source">The input as it was piped or specified.</param>
/// <param name="Index">Its position in the input, from 0.</param>
/// <param name="Text">Its text; for a conversation, the text of the last message.</param>
/// <param name="Conversation">Its messages; null for a text.</param>
internal sealed record ClassifierInput(object Source, int Index, string Text, IReadOnlyList<ChatMessage>? Conversation = null)
{
    // Three characters a token is on the safe side for European languages and code.
    private const int CharactersPerToken = 3;

    /// <summary>The approximate number of tokens.</summary>
    public int TokenCount => ((Conversation?.Sum(m => m.ToString().Length) ?? Text.Length) / CharactersPerToken) + 1;
}

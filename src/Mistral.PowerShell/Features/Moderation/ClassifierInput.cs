using System.Collections.Generic;
using System.Linq;
using Mistral.Client;

namespace Mistral.PowerShell.Features.Moderation;

/// <summary>An input to be judged.</summary>
/// <param name="Source">What a user gave.</param>
/// <param name="Index">Its place in the input, from 0.</param>
/// <param name="Text">Its text; of a conversation that of the last message.</param>
/// <param name="Conversation">Its messages; null where it is text.</param>
internal sealed record ClassifierInput(object Source, int Index, string Text, IReadOnlyList<ChatMessage>? Conversation = null)
{
    // Three characters a token is on the safe side for European languages and code.
    private const int CharactersPerToken = 3;

    /// <summary>About how many tokens it has.</summary>
    public int TokenCount => ((Conversation?.Sum(m => m.ToString().Length) ?? Text.Length) / CharactersPerToken) + 1;
}

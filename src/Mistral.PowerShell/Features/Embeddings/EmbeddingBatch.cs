using System.Collections.Generic;

namespace Mistral.PowerShell.Features.Embeddings;

/// <summary>Texts on their way into one request: as many as its limits are sure to allow.</summary>
internal sealed class EmbeddingBatch
{
    private const int MaxTexts = 128;
    private const int MaxTokens = 15000;

    private readonly List<EmbeddingText> _texts = [];
    private int _tokens;

    public IReadOnlyList<EmbeddingText> Texts => _texts;

    /// <summary>Adds a text, unless it would make the request too large; an empty pack takes any.</summary>
    public bool TryAdd(EmbeddingText text)
    {
        // Three characters a token is on the safe side for European languages and code.
        int tokens = (text.Text.Length / 3) + 1;
        if (_texts.Count > 0 && (_texts.Count == MaxTexts || _tokens + tokens > MaxTokens))
        {
            return false;
        }

        _texts.Add(text);
        _tokens += tokens;
        return true;
    }
}

using System.Collections.Generic;

namespace Mistral.PowerShell.Features.Embeddings;

/// <summary>The texts of one request, within its limits by a safe estimate.</summary>
internal sealed class EmbeddingBatch
{
    private const int MaxTexts = 128;
    private const int MaxTokens = 15000;

    private readonly List<EmbeddingText> _texts = [];
    private int _tokens;

    public IReadOnlyList<EmbeddingText> Texts => _texts;

    /// <summary>Adds a text, unless the request would be too large. An empty batch accepts any text.</summary>
    public bool TryAdd(EmbeddingText text)
    {
        // Three characters per token is a safe estimate for European languages and code.
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

namespace Mistral.PowerShell.Session.Cmdlets;

/// <summary>How many texts one request for embeddings may have. The API limits the tokens of all texts together.</summary>
internal static class EmbeddingBudget
{
    /// <summary>The maximum number of texts.</summary>
    public const int MaxTexts = 128;

    /// <summary>The maximum number of estimated tokens.</summary>
    public const int MaxTokens = 15000;

    // Three characters a token is on the safe side for European languages and code.
    private const int CharactersPerToken = 3;

    /// <summary>Estimates the tokens of a text.</summary>
    public static int EstimateTokens(string text) => (text.Length / CharactersPerToken) + 1;
}

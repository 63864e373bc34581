namespace Mistral.PowerShell;

/// <summary>The estimated number of tokens of a text or a chat.</summary>
public sealed class TokenEstimate
{
    /// <summary>The number of tokens.</summary>
    public long TokenCount { get; init; }

    /// <summary>Whether the number is an estimate. Always true: only the server counts exactly.</summary>
    public bool IsEstimate { get; init; } = true;

    /// <summary>The number of characters.</summary>
    public long CharacterCount { get; init; }

    /// <summary>The number of messages of a chat; 1 for a text.</summary>
    public int MessageCount { get; init; }

    /// <summary>The full path of the file; null for other inputs.</summary>
    public string? Path { get; init; }

    /// <summary>The price of the tokens as the input of the model of -Model; null if it is unknown.</summary>
    public decimal? Cost { get; init; }

    /// <inheritdoc/>
    public override string ToString() => TokenCount.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

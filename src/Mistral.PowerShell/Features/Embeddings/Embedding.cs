namespace Mistral.PowerShell;

/// <summary>A text and its vector.</summary>
public sealed class Embedding
{
    /// <summary>The text.</summary>
    public required string Text { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>The vector. All data types except <c>Float</c> have whole numbers.</summary>
    public required float[] Vector { get; init => field = value ?? []; } = [];

    /// <summary>The index of the text in the input, from 0. Refused texts are counted too.</summary>
    public required int Index { get; init; }

    /// <summary>The full path of the text's file; null if the text isn't from a file.</summary>
    public string? Path { get; init => field = NullIfEmpty(value); }

    /// <summary>The type of the numbers in the vector.</summary>
    public EmbeddingDataType DataType { get; init; }

    /// <summary>The model that created the vector.</summary>
    public string? Model { get; init => field = NullIfEmpty(value); }

    /// <summary>Whether the vector is from the cache. Then it cost nothing.</summary>
    public bool FromCache { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Text;

    // PowerShell converts $null to an empty text.
    private static string? NullIfEmpty(string? value) => string.IsNullOrEmpty(value) ? null : value;
}

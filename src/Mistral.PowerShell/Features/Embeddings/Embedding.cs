namespace Mistral.PowerShell;

/// <summary>A text and its vector.</summary>
public sealed class Embedding
{
    /// <summary>The text.</summary>
    public required string Text { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>The vector. Of a data type other than <c>Float</c> its numbers are whole.</summary>
    public required float[] Vector { get; init => field = value ?? []; } = [];

    /// <summary>The text's place in the input, from 0; those that were refused have their places too.</summary>
    public required int Index { get; init; }

    /// <summary>The full path of the file that the text is from; null where it is from none.</summary>
    public string? Path { get; init => field = Known(value); }

    /// <summary>The type of the numbers in the vector.</summary>
    public EmbeddingDataType DataType { get; init; }

    /// <summary>The model that made the vector.</summary>
    public string? Model { get; init => field = Known(value); }

    /// <inheritdoc/>
    public override string ToString() => Text;

    // PowerShell gives an empty text for $null.
    private static string? Known(string? value) => string.IsNullOrEmpty(value) ? null : value;
}

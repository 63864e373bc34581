namespace Mistral.PowerShell;

/// <summary>A text and its vector.</summary>
public sealed class Embedding
{
    /// <summary>The text.</summary>
    public required string Text { get; init; }

    /// <summary>The vector. Of a data type other than <c>Float</c> its numbers are whole.</summary>
    public required float[] Vector { get; init; }

    /// <summary>The text's place in the input, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The model that made the vector.</summary>
    public string? Model { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Text;
}

namespace Mistral.PowerShell;

/// <summary>A piece of a streamed transcription. As a string it is its new text, which only pieces of the type <c>text</c> have.</summary>
public sealed class TranscriptionDelta
{
    /// <summary>The type: <c>text</c>, <c>segment</c>, <c>language</c>, <c>done</c>, or another type that the API sends.</summary>
    public required string Type { get; init; }

    /// <summary>The new text.</summary>
    public string? Text { get; init; }

    /// <summary>The new segment.</summary>
    public TranscriptionSegment? Segment { get; init; }

    /// <summary>The language, two letters.</summary>
    public string? Language { get; init; }

    /// <summary>The complete transcription; only in the last piece.</summary>
    public Transcription? Transcription { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Text ?? string.Empty;
}

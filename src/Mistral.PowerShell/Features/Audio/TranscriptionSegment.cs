using System;

namespace Mistral.PowerShell;

/// <summary>A part of a transcription. As a string it is its text.</summary>
public sealed class TranscriptionSegment
{
    /// <summary>The start in the recording; null if the server sent none.</summary>
    public TimeSpan? Start { get; init; }

    /// <summary>The end in the recording; null if the server sent none.</summary>
    public TimeSpan? End { get; init; }

    /// <summary>The speaker; null if speakers were not requested.</summary>
    public string? Speaker { get; init; }

    /// <summary>The text.</summary>
    public required string Text { get; init; }

    /// <summary>The confidence of the model; null if the server sent none.</summary>
    public double? Score { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Text;
}

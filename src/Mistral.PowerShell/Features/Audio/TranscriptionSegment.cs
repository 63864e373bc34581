using System;

namespace Mistral.PowerShell;

/// <summary>A part of what was said. As a string it is its text.</summary>
public sealed class TranscriptionSegment
{
    /// <summary>When it starts; null if the server doesn't know.</summary>
    public TimeSpan? Start { get; init; }

    /// <summary>When it ends; null if the server doesn't know.</summary>
    public TimeSpan? End { get; init; }

    /// <summary>Who speaks; null if speakers weren't told apart.</summary>
    public string? Speaker { get; init; }

    /// <summary>What was said.</summary>
    public required string Text { get; init; }

    /// <summary>How sure the model is; null if the server didn't tell.</summary>
    public double? Score { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Text;
}

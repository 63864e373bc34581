using System.Collections.Specialized;

namespace Mistral.PowerShell;

/// <summary>What a classification says of one input. As a string it is the text of the input.</summary>
public sealed class ClassificationResult
{
    /// <summary>The most likely label of the model's first target.</summary>
    public required string Label { get; init; }

    /// <summary>The score of that label, 0 to 1.</summary>
    public double Score { get; init; }

    /// <summary>The most likely label of each target.</summary>
    public required OrderedDictionary Labels { get; init; }

    /// <summary>For each target the score of each label, 0 to 1, the highest first.</summary>
    public required OrderedDictionary Scores { get; init; }

    /// <summary>The text that was judged; of a conversation that of its last message.</summary>
    public required string Text { get; init; }

    /// <summary>The input as it was given.</summary>
    public object? Input { get; init; }

    /// <summary>The input's place, from 0; those that were refused have their places too.</summary>
    public int Index { get; init; }

    /// <summary>The model.</summary>
    public string? Model { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Text;
}

using System.Collections.Specialized;

namespace Mistral.PowerShell;

/// <summary>What a moderation says of one input. As a string it is the text of the input, so that it goes on to the next command.</summary>
public sealed class ModerationResult
{
    /// <summary>Whether any category applies.</summary>
    public required bool Flagged { get; init; }

    /// <summary>The names of the categories that apply, the highest score first.</summary>
    public string[] FlaggedCategory { get; init; } = [];

    /// <summary>Whether each category applies, by the name that the API gives it.</summary>
    public required OrderedDictionary Categories { get; init; }

    /// <summary>The score of each category, 0 to 1, the highest first.</summary>
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

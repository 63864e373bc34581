using System.Collections.Specialized;
using System.Linq;
using Mistral.Client;
using Mistral.PowerShell.Features.Moderation;

namespace Mistral.PowerShell;

/// <summary>The result of moderating one input. As a string it is the text of the input, which can be piped to the next command.</summary>
public sealed class ModerationResult
{
    /// <summary>Whether any category applies.</summary>
    public required bool Flagged { get; init; }

    /// <summary>The names of the categories that apply, the highest score first.</summary>
    public CategoryList FlaggedCategory { get; init; } = new([]);

    /// <summary>Whether each category applies, with the names that the API uses.</summary>
    public required OrderedDictionary Categories { get; init; }

    /// <summary>The score of each category, 0 to 1, the highest first.</summary>
    public required OrderedDictionary Scores { get; init; }

    /// <summary>The text of the input; for a conversation, the text of its last message.</summary>
    public required string Text { get; init; }

    /// <summary>The input as it was piped or specified.</summary>
    public object? Input { get; init; }

    /// <summary>The position of the input, from 0. Inputs with an error are counted too.</summary>
    public int Index { get; init; }

    /// <summary>The id of the response; null if the server sent none. Inputs that were sent together share it.</summary>
    public string? Id { get; init; }

    /// <summary>The model.</summary>
    public string? Model { get; init; }

    /// <summary>Creates the result of an input.</summary>
    internal static ModerationResult Create(ClassifierInput input, ModerationScores scores, string? id, string? model) => new()
    {
        Flagged = scores.Categories.Values.Contains(true),
        FlaggedCategory = new([.. scores.Categories.Where(c => c.Value).Select(c => c.Key).OrderByDescending(c => scores.Scores.TryGetValue(c, out double score) ? score : 0)]),
        Categories = ScoreTable.Create(scores.Categories),
        Scores = ScoreTable.CreateSorted(scores.Scores),
        Text = input.Text,
        Input = input.Source,
        Index = input.Index,
        Id = id,
        Model = model,
    };

    /// <inheritdoc/>
    public override string ToString() => Text;
}

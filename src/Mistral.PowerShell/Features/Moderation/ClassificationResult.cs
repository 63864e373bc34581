using System.Collections.Generic;
using System.Collections.Specialized;
using System.Linq;
using Mistral.Client;
using Mistral.PowerShell.Features.Moderation;

namespace Mistral.PowerShell;

/// <summary>The result of classifying one input. As a string it is the text of the input.</summary>
public sealed class ClassificationResult
{
    /// <summary>The most likely label of the model's first target.</summary>
    public required string Label { get; init; }

    /// <summary>The score of that label, 0 to 1.</summary>
    public double Score { get; init; }

    /// <summary>The most likely label of each target.</summary>
    public required OrderedDictionary Labels { get; init; }

    /// <summary>The scores of the labels of each target, 0 to 1, the highest first.</summary>
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
    internal static ClassificationResult Create(ClassifierInput input, ClassificationScores scores, string? id, string? model)
    {
        KeyValuePair<string, KeyValuePair<string, double>>[] best =
            [.. scores.Targets.Select(t => new KeyValuePair<string, KeyValuePair<string, double>>(t.Key, t.Value.OrderByDescending(s => s.Value).First()))];
        return new()
        {
            Label = best[0].Value.Key,
            Score = best[0].Value.Value,
            Labels = ScoreTable.Create(best.Select(b => new KeyValuePair<string, string>(b.Key, b.Value.Key))),
            Scores = ScoreTable.Create(scores.Targets.Select(t => new KeyValuePair<string, object>(t.Key, ScoreTable.CreateSorted(t.Value)))),
            Text = input.Text,
            Input = input.Source,
            Index = input.Index,
            Id = id,
            Model = model,
        };
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}

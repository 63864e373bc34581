using System.Collections;
using System.Collections.Generic;
using System.Linq;
using Mistral.Client;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Features.Observability.Judges;

/// <summary>What a judge may answer: one of several labels, or a number in a range.</summary>
internal static class JudgeAnswer
{
    /// <summary>Creates the output of a judge that chooses one of several labels.</summary>
    /// <param name="labels">The labels with their descriptions.</param>
    /// <exception cref="MistralApiException">There are fewer than two labels.</exception>
    public static Dictionary<string, object?> Classify(IDictionary labels) => labels.Count < 2
        ? throw MistralApiException.InvalidArgument($"A judge needs two or more labels, got {labels.Count}. For example: -Label ([ordered]@{{ good = 'Solves the problem.'; bad = 'Does not.' }})")
        : new()
        {
            ["type"] = "CLASSIFICATION",
            ["options"] = labels.Cast<DictionaryEntry>()
                .Select(l => new Dictionary<string, object?> { ["value"] = InvariantFormatter.Of(l.Key), ["description"] = InvariantFormatter.Of(l.Value) })
                .ToArray(),
        };

    /// <summary>Completes the output of a judge that gives a number.</summary>
    /// <param name="range">The limits and their descriptions, as far as they are known.</param>
    /// <param name="minimum">The lowest number.</param>
    /// <param name="maximum">The highest number.</param>
    /// <exception cref="MistralApiException">The range is empty.</exception>
    public static Dictionary<string, object?> Score(Dictionary<string, object?> range, double minimum, double maximum)
    {
        if (minimum >= maximum)
        {
            throw MistralApiException.InvalidArgument($"-Minimum ({InvariantFormatter.Of(minimum)}) must be less than -Maximum ({InvariantFormatter.Of(maximum)}).");
        }

        range["type"] = "REGRESSION";
        range["min"] = minimum;
        range["max"] = maximum;
        return range;
    }
}

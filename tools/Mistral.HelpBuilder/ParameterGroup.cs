using System.Collections.Generic;
using System.Globalization;

namespace Mistral.HelpBuilder;

/// <summary>How some parameter sets treat a parameter.</summary>
/// <param name="SetNames">These sets; <see cref="AllSets"/> alone if it is all of them.</param>
/// <param name="IsMandatory">Whether it must be given.</param>
/// <param name="Position">Where it can be given without its name; null if nowhere.</param>
/// <param name="PipelineInput">How it binds from the pipeline, in the words of Get-Help.</param>
internal sealed record ParameterGroup(
    IReadOnlyList<string> SetNames,
    bool IsMandatory,
    int? Position,
    string PipelineInput)
{
    /// <summary>Stands for the names of all parameter sets.</summary>
    public const string AllSets = "(All)";

    public string? PositionText => Position?.ToString(CultureInfo.InvariantCulture);
}

using System.Collections.Generic;
using System.Globalization;

namespace Mistral.HelpBuilder;

/// <summary>A parameter's use in some parameter sets.</summary>
/// <param name="SetNames">The names of the sets; <see cref="AllSets"/> alone for all sets.</param>
/// <param name="IsMandatory">Whether it is mandatory.</param>
/// <param name="Position">The position without its name; null if it has none.</param>
/// <param name="PipelineInput">How it binds from the pipeline, in the terms of Get-Help.</param>
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

using System;
using System.Collections.Generic;
using System.Linq;
using YamlDotNet.Serialization;

namespace Mistral.HelpBuilder;

/// <summary>The facts about a parameter, in all parameter sets or in some.</summary>
internal sealed class ParameterTable
{
    /// <summary>How platyPS names the parameter sets when there is no need to tell them apart.</summary>
    public const string AllSets = "(All)";

    private const string Named = "Named";

    [YamlMember(Alias = "Type")]
    public required string? Type { get; init; }

    [YamlMember(Alias = "Parameter Sets")]
    public required string? ParameterSets { get; init; }

    [YamlMember(Alias = "Aliases")]
    public string? Aliases { get; init; }

    [YamlMember(Alias = "Accepted values")]
    public string? AcceptedValues { get; init; }

    [YamlMember(Alias = "Required")]
    public required bool Required { get; init; }

    [YamlMember(Alias = "Position")]
    public required string? Position { get; init; }

    [YamlMember(Alias = "Default value")]
    public required string? DefaultValue { get; init; }

    [YamlMember(Alias = "Accept pipeline input")]
    public required string? PipelineInput { get; init; }

    [YamlMember(Alias = "Accept wildcard characters")]
    public required bool Wildcards { get; init; }

    [YamlIgnore]
    public bool IsPositional => !string.Equals(Position, Named, StringComparison.OrdinalIgnoreCase);

    [YamlIgnore]
    public IReadOnlyList<string> SetNames => Split(ParameterSets);

    [YamlIgnore]
    public IReadOnlyList<string> Values => Split(AcceptedValues);

    public bool Covers(string setName) =>
        SetNames.Contains(AllSets) || SetNames.Contains(setName, StringComparer.OrdinalIgnoreCase);

    private static string[] Split(string? list) =>
        (list ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

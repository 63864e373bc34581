using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace Mistral.HelpBuilder;

/// <summary>What the assembly states about a parameter.</summary>
/// <param name="Name">The name, without the dash.</param>
/// <param name="TypeName">The name of the type without its namespace.</param>
/// <param name="Aliases">Other names.</param>
/// <param name="Values">The accepted values, if they are listed.</param>
/// <param name="Limits">The other limits of a value, such as a range, each with its label.</param>
/// <param name="AcceptsWildcards">Whether the value can be a pattern.</param>
/// <param name="DefaultValue">The default, if it is a constant; otherwise null.</param>
/// <param name="Groups">The uses of the parameter, one group for parameter sets with the same use.</param>
internal sealed record ParameterFacts(
    string Name,
    string TypeName,
    IReadOnlyList<string> Aliases,
    IReadOnlyList<string> Values,
    IReadOnlyList<ParameterLimit> Limits,
    bool AcceptsWildcards,
    string? DefaultValue,
    IReadOnlyList<ParameterGroup> Groups)
{
    /// <summary>The text in the table if there is no default.</summary>
    public const string NoDefault = "None";

    public bool IsSwitch => TypeName == nameof(SwitchParameter);

    /// <summary>All limits and accepted values, each with its label.</summary>
    public IEnumerable<ParameterLimit> Accepted => Values.Count == 0
        ? Limits
        : Limits.Prepend(new ParameterLimit("Accepted values", string.Join(", ", Values)));
}

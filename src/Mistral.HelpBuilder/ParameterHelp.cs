using System.Collections.Generic;
using System.Linq;

namespace Mistral.HelpBuilder;

/// <summary>The help for a parameter, with a table for every group of parameter sets it differs in.</summary>
internal sealed record ParameterHelp(
    string Name,
    int Line,
    IReadOnlyList<string> Description,
    IReadOnlyList<ParameterTable> Tables)
{
    public ParameterTable? TableFor(SyntaxSet set) => Tables.FirstOrDefault(table => table.Covers(set.Name));
}

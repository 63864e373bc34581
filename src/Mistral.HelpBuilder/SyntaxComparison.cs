using System;
using System.Collections.Generic;
using System.Linq;

namespace Mistral.HelpBuilder;

/// <summary>A page tells of each parameter twice, in SYNTAX and in PARAMETERS; both must say the same.</summary>
internal sealed class SyntaxComparison(
    MarkdownPage page,
    IReadOnlyList<SyntaxSet> syntax,
    IReadOnlyList<ParameterHelp> parameters)
{
    private const string SwitchType = "SwitchParameter";

    public void Check()
    {
        var reported = new HashSet<string>(StringComparer.Ordinal);
        foreach (SyntaxSet set in syntax)
        {
            foreach (SyntaxParameter shown in set.Parameters)
            {
                ParameterHelp? parameter = parameters.FirstOrDefault(parameter => parameter.Name == shown.Name);
                if (parameter is not null)
                {
                    CheckTable(set, shown, parameter);
                }
                else if (reported.Add(shown.Name))
                {
                    page.Report(shown.Line, Rule.ParameterUndocumented,
                        $"-{shown.Name} is in SYNTAX and not in PARAMETERS");
                }
            }
        }

        foreach (ParameterHelp parameter in parameters)
        {
            CheckSets(parameter);
        }
    }

    private static bool IsSameType(string documented, string shown) =>
        documented == shown || documented.EndsWith("." + shown, StringComparison.Ordinal);

    private void CheckSets(ParameterHelp parameter)
    {
        SyntaxSet[] shownIn = [.. syntax.Where(set => set.Parameters.Any(shown => shown.Name == parameter.Name))];
        if (shownIn.Length == 0)
        {
            page.Report(parameter.Line, Rule.ParameterUnknown, $"-{parameter.Name} is in PARAMETERS and not in SYNTAX");
            return;
        }

        // All sets are named when the table says so.
        IEnumerable<string> named = parameter.Tables.SelectMany(table => table.SetNames)
            .SelectMany(name => name == ParameterTable.AllSets ? syntax.Select(set => set.Name) : [name])
            .Distinct(StringComparer.OrdinalIgnoreCase);
        foreach (string name in named.Except(shownIn.Select(set => set.Name), StringComparer.OrdinalIgnoreCase))
        {
            page.Report(parameter.Line, Rule.ParameterSetsDiffer,
                $"-{parameter.Name} is not in the parameter set '{name}' of SYNTAX");
        }
    }

    private void CheckTable(SyntaxSet set, SyntaxParameter shown, ParameterHelp parameter)
    {
        // A table that cannot be read has been reported.
        if (parameter.Tables.Count == 0)
        {
            return;
        }

        if (parameter.TableFor(set) is not { } table)
        {
            page.Report(parameter.Line, Rule.ParameterSetsDiffer,
                $"'Parameter Sets' of -{shown.Name} leaves out '{set.Name}', which has it in SYNTAX");
            return;
        }

        Compare(Rule.ParameterRequiredDiffers, table.Required == shown.Required, "Required");
        Compare(Rule.ParameterPositionDiffers, table.IsPositional == shown.Positional, "Position");
        Compare(Rule.ParameterTypeDiffers, IsSameType(table.Type ?? string.Empty, shown.Type ?? SwitchType), "Type");

        void Compare(Rule rule, bool isSame, string key)
        {
            if (!isSame)
            {
                page.Report(parameter.Line, rule,
                    $"'{key}' of -{shown.Name} is not what SYNTAX shows on line {shown.Line} for '{set.Name}'");
            }
        }
    }
}

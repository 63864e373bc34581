using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using Mistral.PowerShell.Core.TabCompletion;

namespace Mistral.PowerShell.Features.Billing;

/// <summary>Completes the last twelve months, this one first.</summary>
internal sealed class MonthCompleter : IArgumentCompleter
{
    private const int Months = 12;

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Enumerable.Range(0, Months)
            .Select(back => DateTime.UtcNow.AddMonths(-back).ToString("yyyy-MM", CultureInfo.InvariantCulture))
            .Where(month => CompletionText.Matches(month, wordToComplete))
            .Select(month => CompletionText.CreateQuoted(month, month));
}

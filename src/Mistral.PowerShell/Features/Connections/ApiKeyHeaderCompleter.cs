using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using Mistral.PowerShell.Core.TabCompletion;

namespace Mistral.PowerShell.Features.Connections;

/// <summary>Completes the usual headers of API keys.</summary>
internal sealed class ApiKeyHeaderCompleter : IArgumentCompleter
{
    private static readonly string[] s_headers = ["api-key", "x-api-key", "Authorization"];

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        s_headers.Where(h => CompletionText.Matches(h, wordToComplete)).Select(h => CompletionText.Create(h, wordToComplete));
}

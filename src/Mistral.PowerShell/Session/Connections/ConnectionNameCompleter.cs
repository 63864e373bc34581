using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using Mistral.PowerShell.Core.TabCompletion;

namespace Mistral.PowerShell.Session.Connections;

/// <summary>Completes names of saved connections.</summary>
internal sealed class ConnectionNameCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            return [.. SavedConnections.GetAll()
                .Where(c => CompletionText.Matches(c.Name, wordToComplete))
                .Select(c => CompletionText.Create(c.Name, wordToComplete, toolTip: $"{c.BaseUri} {c.WorkspaceName}"))];
        }
        catch (ErrorRecordException)
        {
            return [];
        }
    }
}

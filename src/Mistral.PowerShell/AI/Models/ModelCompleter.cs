using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using Mistral.Client;
using Mistral.PowerShell.Core.TabCompletion;
using Mistral.PowerShell.Session.Connections;

namespace Mistral.PowerShell.AI.Models;

/// <summary>Completes the ids of all models.</summary>
internal class ModelCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        MistralConnection? connection = CompletionConnection.Find(fakeBoundParameters);
        return connection is null
            ? []
            : connection.Models.Get()
                .Where(m => CompletionText.Matches(m.Id, wordToComplete) && IsUsable(m))
                .OrderBy(m => m.Id, StringComparer.OrdinalIgnoreCase)
                .Select(m => CompletionText.Create(m.Id, wordToComplete, toolTip: m.Description));
    }

    /// <summary>Whether a model can do what the parameter's cmdlet asks of it.</summary>
    private protected virtual bool IsUsable(ModelCard model) => true;
}

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

/// <summary>Completes model ids.</summary>
internal sealed class ModelCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        MistralConnection? connection = CompletionConnection.Find(fakeBoundParameters);
        return connection is null
            ? []
            : connection.Models.Get()
                .Where(m => CompletionText.Matches(m.Id, wordToComplete) && CanDo(m, commandName))
                .OrderBy(m => m.Id, StringComparer.OrdinalIgnoreCase)
                .Select(m => CompletionText.Create(m.Id, wordToComplete, toolTip: m.Description));
    }

    // Where the list says nothing of a model's abilities, it is offered.
    private static bool CanDo(ModelCard model, string command)
    {
        if (command == "Get-MistralEmbedding")
        {
            return CanEmbed(model);
        }

        string? ability = command switch
        {
            "Invoke-MistralFim" => "completion_fim",
            "Invoke-MistralChat" or "Enter-MistralChat" or "Connect-Mistral" or "Invoke-MistralConversation" or "New-MistralAgent" or "Set-MistralAgent" => "completion_chat",
            _ => null,
        };
        return ability is null || model.Capabilities is null || !model.Capabilities.TryGetValue(ability, out bool can) || can;
    }

    // The list has no word for it: a model that embeds can do nothing else that it tells, or says it by its name.
    private static bool CanEmbed(ModelCard model) =>
        model.Capabilities?.Values.Contains(true) is not true || model.Id.Contains("embed");
}

using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.TabCompletion;
using Mistral.PowerShell.Session.Connections;

namespace Mistral.PowerShell.AI.Models;

/// <summary>Completes model ids from the live list, kept for a while so that a second Tab is instant.</summary>
internal sealed class ModelCompleter : IArgumentCompleter
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_freshness = TimeSpan.FromMinutes(10);

    private static CachedList? s_cache;

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        MistralConnection? connection = CompletionConnection.Find(fakeBoundParameters);
        return connection is null
            ? []
            : GetModels(connection)
                .Where(m => CompletionText.Matches(m.Id, wordToComplete) && CanDo(m, commandName))
                .OrderBy(m => m.Id, StringComparer.OrdinalIgnoreCase)
                .Select(m => CompletionText.Create(m.Id, wordToComplete, toolTip: m.Description));
    }

    private static IReadOnlyList<ModelCard> GetModels(MistralConnection connection)
    {
        CachedList? known = Volatile.Read(ref s_cache);
        if (known is not null && known.Connection == connection && DateTime.UtcNow - known.At < s_freshness)
        {
            return known.Models;
        }

        try
        {
            // A slow server must not hold up somebody's typing.
            using CancellationTokenSource limit = new(s_timeout);
            IReadOnlyList<ModelCard> models = Task.Run(() => connection.Client.Models.ListAsync(progress: null, limit.Token), limit.Token).GetAwaiter().GetResult();
            Volatile.Write(ref s_cache, new CachedList(connection, models, DateTime.UtcNow));
            return models;
        }
        catch (Exception e) when (e is MistralApiException or OperationCanceledException or ErrorRecordException)
        {
            return known?.Connection == connection ? known.Models : [];
        }
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

    private sealed record CachedList(MistralConnection Connection, IReadOnlyList<ModelCard> Models, DateTime At);
}

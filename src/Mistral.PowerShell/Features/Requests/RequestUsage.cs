using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using Mistral.Client;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.Text;
using Mistral.PowerShell.Session.Budgets;

namespace Mistral.PowerShell.Features.Requests;

/// <summary>Counts the usage of requests whose content the module doesn't know, by the fields that all responses of the API share.</summary>
internal static class RequestUsage
{
    /// <summary>Gets the model or agent in a body. Only a budget needs it.</summary>
    public static string? FindModel(Budget budget, PSObject? body, IDictionary? form)
    {
        if (!budget.HasLimit)
        {
            return null;
        }

        if (form is not null)
        {
            return form["model"] is { } field ? InvariantFormatter.Of(field) : null;
        }

        if (body is null)
        {
            return null;
        }

        JsonElement json = body.BaseObject is string text ? JsonDocument.Parse(text).RootElement : PSJsonWriter.ToElement(body);
        return JsonFields.GetText(json, "model") ?? JsonFields.GetText(json, "agent_id");
    }

    /// <summary>Counts a response, or the event of a stream that has the usage.</summary>
    public static void Count(SpendingMeter meter, MistralRequest request, object? response)
    {
        if (BilledRequest.Find(request) is null || response is not PSObject { BaseObject: PSCustomObject } fields)
        {
            return;
        }

        PSObject? usage = fields.Properties["Usage"]?.Value as PSObject;
        int? pages = Get(fields.Properties["UsageInfo"]?.Value as PSObject, "PagesProcessed");
        if (usage is null && pages is null)
        {
            return;
        }

        TokenUsage? tokens = usage is null ? null : new TokenUsage
        {
            PromptTokens = Get(usage, "PromptTokens") ?? 0,
            CompletionTokens = Get(usage, "CompletionTokens"),
            TotalTokens = Get(usage, "TotalTokens") ?? 0,
        };
        _ = meter.Count(fields.Properties["Model"]?.Value as string, tokens, request.Model, pages);
    }

    private static int? Get(PSObject? holder, string name) => PSValue.Unwrap(holder?.Properties[name]?.Value) switch
    {
        int number => number,
        long number when number is >= 0 and <= int.MaxValue => (int)number,
        _ => null,
    };
}

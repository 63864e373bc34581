using System;
using System.Collections.Generic;
using Mistral.Client;

namespace Mistral.PowerShell.Session.Budgets;

/// <summary>A request that is billed by tokens, pages or otherwise.</summary>
/// <param name="Model">The model or agent; null if only the server knows it.</param>
/// <param name="Unit">What is billed.</param>
internal readonly record struct BilledRequest(string? Model, BilledUnit Unit)
{
    private const string Conversations = "/v1/conversations";

    private static readonly Dictionary<string, BilledUnit> s_units = new(StringComparer.Ordinal)
    {
        ["/v1/chat/completions"] = BilledUnit.Tokens,
        ["/v1/fim/completions"] = BilledUnit.Tokens,

        // Other platforms have these, for Invoke-MistralRequest.
        ["/v1/completions"] = BilledUnit.Tokens,
        ["/v1/responses"] = BilledUnit.Tokens,
        ["/v1/agents/completions"] = BilledUnit.AgentTokens,
        [Conversations] = BilledUnit.AgentTokens,
        ["/v1/embeddings"] = BilledUnit.InputTokens,
        ["/v1/moderations"] = BilledUnit.InputTokens,
        ["/v1/chat/moderations"] = BilledUnit.InputTokens,
        ["/v1/classifications"] = BilledUnit.InputTokens,
        ["/v1/chat/classifications"] = BilledUnit.InputTokens,
        ["/v1/ocr"] = BilledUnit.Pages,
        ["/v1/audio/transcriptions"] = BilledUnit.Other,
        ["/v1/audio/speech"] = BilledUnit.Other,
        ["/v1/batch/jobs"] = BilledUnit.AgentTokens,
    };

    /// <summary>Describes a request; null if it isn't billed.</summary>
    public static BilledRequest? Find(MistralRequest request)
    {
        if (request.Method != "POST")
        {
            return null;
        }

        int end = request.Path.IndexOf('?');
        string path = (end < 0 ? request.Path : request.Path.Substring(0, end)).TrimEnd('/');
        return s_units.TryGetValue(path, out BilledUnit unit) ? new BilledRequest(request.Model, unit)
            : path.StartsWith(Conversations + "/", StringComparison.Ordinal) ? new BilledRequest(request.Model, BilledUnit.AgentTokens)
            : null;
    }
}

namespace Mistral.PowerShell.Session.Budgets;

/// <summary>What a request is billed by.</summary>
internal enum BilledUnit
{
    /// <summary>The tokens of request and response.</summary>
    Tokens,

    /// <summary>The tokens of request and response. Only the response may name the model.</summary>
    AgentTokens,

    /// <summary>The tokens of the request.</summary>
    InputTokens,

    /// <summary>Pages.</summary>
    Pages,

    /// <summary>A unit without a price in the tables, such as seconds of sound.</summary>
    Other,
}

using Mistral.Client;

namespace Mistral.PowerShell.Session.Budgets;

/// <summary>Adds up the usage of a connection. Thread-safe.</summary>
internal sealed class UsageCounter
{
    private readonly object _lock = new();
    private ConnectionUsage _sum = new(0, 0, 0, 0);

    public ConnectionUsage Sum
    {
        get
        {
            lock (_lock)
            {
                return _sum;
            }
        }
    }

    /// <summary>Counts a successful request.</summary>
    /// <param name="usage">The token usage; null if the server didn't send it.</param>
    /// <param name="cost">The cost; null if it is unknown.</param>
    public void Add(TokenUsage? usage, decimal? cost)
    {
        lock (_lock)
        {
            _sum = new ConnectionUsage(
                _sum.RequestCount + 1,
                _sum.PromptTokenCount + (usage?.PromptTokens ?? 0),
                _sum.CompletionTokenCount + (usage?.CompletionTokens ?? 0),
                _sum.TotalTokenCount + (usage?.TotalTokens ?? 0))
            {
                Cost = cost is null ? _sum.Cost : (_sum.Cost ?? 0) + cost,
            };
        }
    }
}

using Mistral.Client;

namespace Mistral.PowerShell.Session.Connections;

/// <summary>Sums what the requests of a connection take, from all threads that use it.</summary>
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

    /// <summary>Counts a request that was answered.</summary>
    /// <param name="usage">The tokens it took; null where the server did not tell, or nobody waited for it to.</param>
    public void Add(TokenUsage? usage)
    {
        lock (_lock)
        {
            _sum = new ConnectionUsage(
                _sum.RequestCount + 1,
                _sum.PromptTokenCount + (usage?.PromptTokens ?? 0),
                _sum.CompletionTokenCount + (usage?.CompletionTokens ?? 0),
                _sum.TotalTokenCount + (usage?.TotalTokens ?? 0));
        }
    }
}

using System.Globalization;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell;

/// <summary>The usage of a connection in this session so far.</summary>
/// <param name="RequestCount">The number of successful requests for completions and embeddings.</param>
/// <param name="PromptTokenCount">The number of tokens of these requests.</param>
/// <param name="CompletionTokenCount">The number of tokens of the responses.</param>
/// <param name="TotalTokenCount">The number of tokens of requests and responses.</param>
public sealed record ConnectionUsage(long RequestCount, long PromptTokenCount, long CompletionTokenCount, long TotalTokenCount)
{
    /// <summary>The cost of the requests whose price is known; null if none is known.</summary>
    public decimal? Cost { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Count.Of(RequestCount, "request")}, {PromptTokenCount} + {CompletionTokenCount} = {Count.Of(TotalTokenCount, "token")}{(Cost is { } cost ? $", cost {cost.ToString("0.######", CultureInfo.InvariantCulture)}" : string.Empty)}";
}

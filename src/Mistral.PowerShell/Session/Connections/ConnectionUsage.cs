using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell;

/// <summary>What a connection has been used for in this session, at one moment.</summary>
/// <param name="RequestCount">Requests for completions and embeddings that were answered.</param>
/// <param name="PromptTokenCount">Tokens of these requests.</param>
/// <param name="CompletionTokenCount">Tokens of the replies.</param>
/// <param name="TotalTokenCount">Both together.</param>
public sealed record ConnectionUsage(long RequestCount, long PromptTokenCount, long CompletionTokenCount, long TotalTokenCount)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Count.Of(RequestCount, "request")}, {PromptTokenCount} + {CompletionTokenCount} = {Count.Of(TotalTokenCount, "token")}";
}

using System.Linq;
using Mistral.Client;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>Estimates the tokens of a response without the numbers of the server, such as a stream that was cut off, or a response of a gateway.</summary>
internal static class EstimatedUsage
{
    /// <summary>Estimates the tokens of a request and of what has been received.</summary>
    public static TokenUsage Of(CompletionRequest request, ChatCompletion received)
    {
        long prompt = request switch
        {
            ChatRequest chat => chat.Messages.Sum(m => TokenEstimator.Estimate(m.ToString())),
            FimCompletionRequest fim => TokenEstimator.Estimate(fim.Prompt) + TokenEstimator.Estimate(fim.Suffix ?? string.Empty),
            _ => 0,
        };
        long answer = received.Choices.SelectMany(c => c.GetMessages()).Sum(m => TokenEstimator.Estimate(m.ToString()) + TokenEstimator.Estimate(m.GetReasoning()));
        return new TokenUsage { PromptTokens = (int)prompt, CompletionTokens = (int)answer, TotalTokens = (int)(prompt + answer) };
    }
}

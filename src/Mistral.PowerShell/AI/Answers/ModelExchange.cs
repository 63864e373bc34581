using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.AI.Schemas;
using Mistral.PowerShell.AI.Tools;

namespace Mistral.PowerShell.AI.Answers;

/// <summary>Processes one input of a cmdlet: sends requests until the model has answered, and writes the output.</summary>
/// <typeparam name="TRequest">The type of the request.</typeparam>
/// <typeparam name="TReply">The type of the response.</typeparam>
/// <param name="cmdlet">The cmdlet.</param>
/// <param name="options">The options of all exchanges of the cmdlet.</param>
/// <param name="target">The input, which is the target of error records.</param>
/// <param name="cancellationToken">Cancels the exchange.</param>
internal abstract class ModelExchange<TRequest, TReply>(ModelCommand cmdlet, ExchangeOptions options, object target, CancellationToken cancellationToken) : IToolExchange<TRequest, TReply>
    where TRequest : class
{
    /// <summary>Cancels the exchange.</summary>
    protected CancellationToken CancellationToken => cancellationToken;

    /// <summary>The schema of the answers; null for text.</summary>
    protected AnswerSchema? Schema => options.Schema;

    /// <summary>The input, which is the target of error records.</summary>
    protected object Target => target;

    /// <summary>Sends a request, runs the tool calls that the model requests, and writes the replies or their objects.</summary>
    public async Task RunAsync(TRequest request)
    {
        ToolLoop<TRequest, TReply> loop = new(options.Tools, this, cmdlet, cmdlet.StopToken);
        for (int left = options.RetryInvalid; ; left--)
        {
            TReply reply = await loop.RunAsync(request).ConfigureAwait(false);
            WarnOfCalls(loop.State);
            if (Schema is null || !loop.IsAnswered)
            {
                await WriteReplyAsync(reply, loop).ConfigureAwait(false);
                return;
            }

            if (await WriteAnswersAsync(Schema, reply, mayRetry: left > 0).ConfigureAwait(false) is not { } problems)
            {
                return;
            }

            request = Ask(loop.Asked!, reply, $"Your response doesn't match the schema: {string.Join("; ", problems)}. Return only the corrected JSON.");
        }
    }

    /// <inheritdoc/>
    public abstract Task<TReply> SendAsync(TRequest request);

    /// <inheritdoc/>
    public abstract IReadOnlyList<ToolCall> GetCalls(TReply reply);

    /// <inheritdoc/>
    public abstract TRequest Continue(TRequest request, TReply reply, IReadOnlyList<ToolResult> results);

    /// <summary>Creates the request that continues after a reply with another message.</summary>
    protected abstract TRequest Ask(TRequest request, TReply reply, string text);

    /// <summary>Writes a reply.</summary>
    protected abstract Task WriteReplyAsync(TReply reply, ToolLoop<TRequest, TReply> loop);

    /// <summary>Converts a reply to objects and writes them.</summary>
    /// <returns>The mismatches if the model is asked again, or null.</returns>
    protected abstract Task<IReadOnlyList<string>?> WriteAnswersAsync(AnswerSchema schema, TReply reply, bool mayRetry);

    /// <summary>Converts an answer to objects and writes them, or an error if it doesn't match the schema.</summary>
    /// <param name="schema">The requested schema.</param>
    /// <param name="text">The model's text.</param>
    /// <param name="isCut">Whether the answer was cut off at the token limit.</param>
    /// <param name="mayRetry">Whether the model may be asked again.</param>
    /// <param name="usage">The tokens that the answer used.</param>
    /// <returns>The mismatches if the model is asked again, or null.</returns>
    protected async Task<IReadOnlyList<string>?> WriteAnswerAsync(AnswerSchema schema, string text, bool isCut, bool mayRetry, TokenUsage? usage)
    {
        // The conversion to a PowerShell class runs its code, so it runs on the pipeline thread.
        object?[] answers = [];
        IReadOnlyList<string> problems = await cmdlet.InvokeAsync(() => schema.TryConvert(text, out answers)).ConfigureAwait(false);
        if (problems.Count > 0 && mayRetry && !isCut)
        {
            cmdlet.Post(() => cmdlet.WriteVerbose($"The answer doesn't match the schema: {string.Join("; ", problems)}. Asking the model again."));
            return problems;
        }

        if (problems.Count > 0)
        {
            AnswerException failure = new(text, isCut ? ["it was cut off at the token limit", .. problems] : problems, target);
            cmdlet.PostOrdered(() => cmdlet.WriteError(failure.ToRecord()));
            return null;
        }

        foreach (object? answer in answers)
        {
            await cmdlet.WriteAnswerAsync(answer, target, usage).ConfigureAwait(false);
        }

        return null;
    }

    // The model requests more calls than allowed, or calls although no tools were given.
    private void WarnOfCalls(ToolRoundState state)
    {
        if (state is ToolRoundState.NotRun && !options.HasTools)
        {
            cmdlet.Post(() => cmdlet.WriteWarning("The model requested tool calls, which were not run. The ToolCall property of the reply has them. Use -Tool to run them."));
        }

        if (state is ToolRoundState.LimitReached)
        {
            cmdlet.Post(() => cmdlet.WriteWarning($"The model requested more than {options.Tools.MaxRounds} rounds of tool calls. The calls in the reply were not run. Use -MaximumToolRound to allow more."));
        }
    }
}

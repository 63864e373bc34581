using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.AI.Schemas;
using Mistral.PowerShell.AI.Tools;

namespace Mistral.PowerShell.AI.Answers;

/// <summary>What becomes of one input of a cmdlet: requests until the model has answered, and the output.</summary>
/// <typeparam name="TRequest">What is asked.</typeparam>
/// <typeparam name="TReply">What the model replies.</typeparam>
/// <param name="cmdlet">The cmdlet.</param>
/// <param name="options">What all exchanges of the cmdlet have in common.</param>
/// <param name="target">The input, which errors are about.</param>
/// <param name="cancellationToken">Ends the exchange at any point.</param>
internal abstract class ModelExchange<TRequest, TReply>(ModelCommand cmdlet, ExchangeOptions options, object target, CancellationToken cancellationToken) : IToolExchange<TRequest, TReply>
    where TRequest : class
{
    /// <summary>Ends the exchange at any point.</summary>
    protected CancellationToken CancellationToken => cancellationToken;

    /// <summary>The objects that answers are to be; null for none.</summary>
    protected AnswerSchema? Schema => options.Schema;

    /// <summary>The input, which errors are about.</summary>
    protected object Target => target;

    /// <summary>Sends a request, has the calls run that the model asks for, and writes the replies, or the objects they are.</summary>
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

    /// <summary>Makes the request that says something more after a reply.</summary>
    protected abstract TRequest Ask(TRequest request, TReply reply, string text);

    /// <summary>Writes a reply as it is.</summary>
    protected abstract Task WriteReplyAsync(TReply reply, ToolLoop<TRequest, TReply> loop);

    /// <summary>Writes the objects that a reply is.</summary>
    /// <returns>The mismatches if the model is asked again, or null.</returns>
    protected abstract Task<IReadOnlyList<string>?> WriteAnswersAsync(AnswerSchema schema, TReply reply, bool mayRetry);

    /// <summary>Writes an answer as the objects it is, or as an error if it doesn't match the schema.</summary>
    /// <param name="schema">What was asked for.</param>
    /// <param name="text">The model's text.</param>
    /// <param name="isCut">Whether it was cut off at the limit of tokens.</param>
    /// <param name="mayRetry">Whether the model may be asked again.</param>
    /// <param name="usage">The tokens that it took.</param>
    /// <returns>The mismatches if the model is asked again, or null.</returns>
    protected async Task<IReadOnlyList<string>?> WriteAnswerAsync(AnswerSchema schema, string text, bool isCut, bool mayRetry, TokenUsage? usage)
    {
        // A type of PowerShell runs its code in the session.
        object?[] answers = [];
        IReadOnlyList<string> problems = await cmdlet.InvokeAsync(() => schema.TryConvert(text, out answers)).ConfigureAwait(false);
        if (problems.Count > 0 && mayRetry && !isCut)
        {
            cmdlet.Post(() => cmdlet.WriteVerbose($"The answer doesn't match the schema: {string.Join("; ", problems)}. The model is asked again."));
            return problems;
        }

        if (problems.Count > 0)
        {
            AnswerException failure = new(text, isCut ? ["it was cut off at the limit of tokens", .. problems] : problems, target);
            cmdlet.PostOrdered(() => cmdlet.WriteError(failure.ToRecord()));
            return null;
        }

        foreach (object? answer in answers)
        {
            await cmdlet.WriteAnswerAsync(answer, target, usage).ConfigureAwait(false);
        }

        return null;
    }

    // Where the model asks for more calls than it may, or for calls where nobody has thought of any.
    private void WarnOfCalls(ToolRoundState state)
    {
        if (state is ToolRoundState.NotRun && !options.HasTools)
        {
            cmdlet.Post(() => cmdlet.WriteWarning("The model asks for calls, which have not run; ToolCall of the reply tells them. With -Tool they run."));
        }

        if (state is ToolRoundState.LimitReached)
        {
            cmdlet.Post(() => cmdlet.WriteWarning($"The model asks for more than {options.Tools.MaxRounds} rounds of calls; those of the reply have not run. -MaximumToolRound allows more."));
        }
    }
}

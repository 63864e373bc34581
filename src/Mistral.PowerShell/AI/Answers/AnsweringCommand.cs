using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.AI.Schemas;
using Mistral.PowerShell.Core.Errors;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.AI.Answers;

/// <summary>A cmdlet that gives what a model writes: whole, in pieces, as text, or as the objects that it was asked for.</summary>
public abstract class AnsweringCommand : ThrottledCommand
{
    private int _isCutTold;

    [Parameter]
    [Body("stream")]
    public SwitchParameter Stream { get; set; }

    [Parameter]
    public SwitchParameter AsText { get; set; }

    /// <summary>Refuses options that say different things of the form of an answer.</summary>
    /// <param name="answer">The objects that it is to be; null for none.</param>
    /// <param name="responseFormat">The form that was given.</param>
    /// <param name="retryInvalid">How often the model is asked again.</param>
    /// <exception cref="MistralApiException">They do.</exception>
    private protected void CheckAnswer(AnswerSchema? answer, object? responseFormat, int retryInvalid)
    {
        string? mistake =
            answer is not null && responseFormat is not null ? "-Schema and -As say the form of the answer; -ResponseFormat can't be given as well."
            : answer is not null && AsText ? "-AsText gives text, -Schema and -As give objects: give one of them."
            : answer is null && retryInvalid > 0 ? "-RetryInvalid goes with -Schema or -As."
            : null;
        if (mistake is not null)
        {
            throw MistralApiException.InvalidArgument(mistake);
        }
    }

    /// <summary>Writes an answer as the objects it is, or as an error if it doesn't match the schema.</summary>
    /// <param name="schema">What was asked for.</param>
    /// <param name="text">The model's text.</param>
    /// <param name="isCut">Whether it was cut off at the limit of tokens.</param>
    /// <param name="mayRetry">Whether the model may be asked again.</param>
    /// <param name="target">The input that it is about.</param>
    /// <returns>The mismatches if the model is asked again, or null.</returns>
    private protected async Task<IReadOnlyList<string>?> WriteAnswerAsync(AnswerSchema schema, string text, bool isCut, bool mayRetry, object target)
    {
        // A type of PowerShell runs its code in the session.
        object?[] answers = [];
        IReadOnlyList<string> problems = await InvokeAsync(() => schema.TryConvert(text, out answers)).ConfigureAwait(false);
        if (problems.Count > 0 && mayRetry && !isCut)
        {
            Post(() => WriteVerbose($"The answer doesn't match the schema: {string.Join("; ", problems)}. The model is asked again."));
            return problems;
        }

        if (problems.Count > 0)
        {
            AnswerException failure = new(text, isCut ? ["it was cut off at the limit of tokens", .. problems] : problems, target);
            PostOrdered(() => WriteError(failure.ToRecord()));
            return null;
        }

        foreach (object? answer in answers)
        {
            await WriteAsync(answer).ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>Warns, once a pipeline, of an answer that was cut off, where the form of the output does not show it.</summary>
    /// <param name="choice">The answer.</param>
    /// <param name="isHidden">Whether the output is a form without a finish reason, whatever the switches say.</param>
    private protected void WarnOfCut(ChatChoice choice, bool isHidden = false)
    {
        if (choice.IsCut && (isHidden || AsText || Stream) && Interlocked.Exchange(ref _isCutTold, 1) == 0)
        {
            Post(() => WriteWarning($"An answer was cut off at the limit of tokens (finish reason '{choice.FinishReason}'). Allow more with -MaximumTokenCount, or ask for less."));
        }
    }

    /// <summary>Writes the error that an answer ended with.</summary>
    /// <param name="choice">The answer.</param>
    /// <param name="target">The input that it is about.</param>
    /// <returns>Whether it ended with one.</returns>
    private protected bool ReportFailedAnswer(ChatChoice choice, object target)
    {
        if (choice.GetFailure() is not { } failure)
        {
            return false;
        }

        PostOrdered(() => WriteError(ErrorRecords.From(failure, target)));
        return true;
    }

    /// <summary>The prompt for an answer that doesn't match the schema.</summary>
    private protected static string BuildRetryPrompt(IReadOnlyList<string> problems) =>
        $"Your response doesn't match the schema: {string.Join("; ", problems)}. Return only the corrected JSON.";

    /// <summary>Warns where the model asks for more calls than it may, or for calls where nobody has thought of any.</summary>
    private protected void WarnOfCalls(ToolRoundState state, int mostRounds, bool hasTools)
    {
        if (state is ToolRoundState.NotRun && !hasTools)
        {
            Post(() => WriteWarning("The model asks for calls, which have not run; ToolCall of the reply tells them. With -Tool they run."));
        }

        if (state is ToolRoundState.LimitReached)
        {
            Post(() => WriteWarning($"The model asks for more than {mostRounds} rounds of calls; those of the reply have not run. -MaximumToolRound allows more."));
        }
    }
}

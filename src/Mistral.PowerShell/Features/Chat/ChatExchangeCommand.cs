using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.AI.Schemas;
using Mistral.PowerShell.AI.Tools;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>A chat in which the model may call commands, and whose answer may be objects.</summary>
public abstract class ChatExchangeCommand : ChatOptionCommand
{
    private ToolRunner? _runner;
    private IReadOnlyList<Tool> _tools = [];
    private AnswerSchema? _answer;
    private bool _isTrial;

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ToolCompleter))]
    [Body("tools")]
    public object[]? Tool { get; set; }

    [Parameter]
    [ValidateRange(1, 100)]
    public int MaximumToolRound { get; set; } = 8;

    [Parameter]
    [ValidateRange(256, 1_048_576)]
    public int MaximumToolResultSize { get; set; } = 32_768;

    [Parameter]
    [ValidateNotNull]
    public Type? As { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public object? Schema { get; set; }

    [Parameter]
    [ValidateRange(0, 10)]
    public int RetryInvalid { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _answer = InvokeOrTerminate(() => AnswerSchema.Create(Schema, As, GetUnresolvedProviderPathFromPSPath));
        _tools = InvokeOrTerminate(() => new ToolReader(InvokeCommand, ToolReader.ToolsOfCompletions).Read(Tool ?? [], []));
        if (_tools.Count > 0)
        {
            CmdletToolHost host = new(this);
            _isTrial = host.IsTrial;
            _runner = new ToolRunner(_tools, host, ActiveConnection.HideKeys, MaximumToolResultSize, StopToken);
        }

        InvokeOrTerminate(CheckExchange);
    }

    /// <summary>Sends a request, has the calls run that the model asks for, and writes the replies, or the objects they are.</summary>
    private protected async Task ExchangeAsync(ChatRequest request, object target, CancellationToken cancellationToken)
    {
        request = WithExchange(request);
        StreamedCompletion? streamed = null;
        ToolLoop tools = new(_runner, MaximumToolRound, _isTrial, InvokeAsync);
        ChatToolLoop rounds = new(tools, async r =>
        {
            streamed = Stream ? await StreamAsync(r, cancellationToken).ConfigureAwait(false) : null;
            return streamed?.Whole ?? await CompleteAsync(r, cancellationToken).ConfigureAwait(false);
        });
        for (int left = RetryInvalid; ; left--)
        {
            ChatCompletion completion = await rounds.RunAsync(request).ConfigureAwait(false);
            WarnOfCalls(rounds.State, MaximumToolRound, hasTools: Tool is not null);
            if (_answer is null || rounds.State is ToolRoundState.LimitReached or ToolRoundState.NotRun)
            {
                await WriteRepliesAsync(completion, streamed, rounds, target).ConfigureAwait(false);
                return;
            }

            if (await WriteAnswersAsync(_answer, completion, mayRetry: left > 0, target).ConfigureAwait(false) is not { } problems)
            {
                return;
            }

            ChatMessage complaint = ChatMessage.User(BuildRetryPrompt(problems));
            request = request with { Messages = (ChatMessage[])[.. rounds.Asked, .. completion.Choices[0].GetMessages(), complaint] };
        }
    }

    private ChatRequest WithExchange(ChatRequest request) => request with
    {
        Tools = _tools.Count > 0 ? [.. _tools.Select(t => t.ToRequest())] : null,
        ResponseFormat = _answer?.Format ?? request.ResponseFormat,
        Messages = _answer?.Instruction is { } instruction ? (ChatMessage[])[ChatMessage.System(instruction), .. request.Messages] : request.Messages,
    };

    private Task<StreamedCompletion> StreamAsync(ChatRequest request, CancellationToken cancellationToken) =>
        WritePiecesAsync(Client.Chat.StreamAsync(request, this, cancellationToken), isWritten: _answer is null);

    private async Task<ChatCompletion> CompleteAsync(ChatRequest request, CancellationToken cancellationToken)
    {
        ChatCompletion completion = await Client.Chat.CompleteAsync(request, this, cancellationToken).ConfigureAwait(false);
        ActiveConnection.UsageCounter.Add(completion.Usage);
        return completion;
    }

    private async Task WriteRepliesAsync(ChatCompletion completion, StreamedCompletion? streamed, ChatToolLoop rounds, object target)
    {
        if (streamed is not null && _answer is null)
        {
            await WriteEndingsAsync(streamed, rounds, target).ConfigureAwait(false);
            return;
        }

        foreach (ChatChoice choice in completion.Choices)
        {
            if (ReportFailedAnswer(choice, target))
            {
                continue;
            }

            WarnOfCut(choice);
            PSObject reply = ChatOutput.CreateReply(completion, choice, rounds);
            await WriteAsync(AsText ? reply.ToString() : reply).ConfigureAwait(false);
        }
    }

    // Returns the mismatches if the model is asked again, or null once all objects and errors are written.
    private async Task<IReadOnlyList<string>?> WriteAnswersAsync(AnswerSchema schema, ChatCompletion completion, bool mayRetry, object target)
    {
        foreach (ChatChoice choice in completion.Choices)
        {
            if (ReportFailedAnswer(choice, target))
            {
                continue;
            }

            WarnOfCut(choice, isHidden: true);
            bool mayRetryThis = mayRetry && completion.Choices.Count == 1;
            if (await WriteAnswerAsync(schema, choice.GetLastMessage().ToString(), choice.IsCut, mayRetryThis, target).ConfigureAwait(false) is { } problems)
            {
                return problems;
            }
        }

        return null;
    }

    private void CheckExchange()
    {
        CheckAnswer(_answer, ResponseFormat, RetryInvalid);
        if (_runner is not null && Choice > 1)
        {
            throw MistralApiException.InvalidArgument("With -Tool there is one answer: -Choice can't be given as well.");
        }
    }
}

using System.Collections.Generic;
using System.Diagnostics;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.Client.Chat;
using Mistral.PowerShell.AI.Answers;
using Mistral.PowerShell.AI.Schemas;
using Mistral.PowerShell.AI.Tools;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>Sends one chat message and writes the replies.</summary>
internal sealed class ChatExchange : ModelExchange<ChatRequest, ChatCompletion>
{
    private readonly CompletionCommand _cmdlet;

    // The stream of the last request; null without -Stream.
    private StreamedCompletion? _streamed;

    public ChatExchange(CompletionCommand cmdlet, ExchangeOptions options, object target, CancellationToken cancellationToken)
        : base(cmdlet, options, target, cancellationToken)
    {
        _cmdlet = cmdlet;
    }

    /// <inheritdoc/>
    public override Task<ChatCompletion> SendAsync(ChatRequest request) => _cmdlet.IsDebug ? TraceAsync(request) : CompleteAsync(request);

    private async Task<ChatCompletion> TraceAsync(ChatRequest request)
    {
        _cmdlet.TraceRequest(request.CreateBody());
        ChatCompletion completion = await CompleteAsync(request).ConfigureAwait(false);
        _cmdlet.TraceResponse(completion, ChatJson.Context.ChatCompletion);
        return completion;
    }

    private async Task<ChatCompletion> CompleteAsync(ChatRequest request)
    {
        if (_cmdlet.Show)
        {
            return await _cmdlet.ShowAsync(_cmdlet.Client.Chat.StreamAsync(request, _cmdlet, CancellationToken), Target).ConfigureAwait(false);
        }

        if (_cmdlet.Stream)
        {
            IAsyncEnumerable<ChatCompletionChunk> chunks = _cmdlet.Client.Chat.StreamAsync(request, _cmdlet, CancellationToken);
            _streamed = await _cmdlet.WritePiecesAsync(chunks, Target, isWritten: Schema is null).ConfigureAwait(false);
            return _streamed.Whole;
        }

        long started = Stopwatch.GetTimestamp();
        ChatCompletion completion = await _cmdlet.Client.Chat.CompleteAsync(request, _cmdlet, CancellationToken).ConfigureAwait(false);
        _cmdlet.CountRequest(completion.Model, completion.Usage, started);
        return completion;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ToolCall> GetCalls(ChatCompletion reply) => ChatToolCalls.Get(reply);

    /// <inheritdoc/>
    public override ChatRequest Continue(ChatRequest request, ChatCompletion reply, IReadOnlyList<ToolResult> results) =>
        ChatToolCalls.Continue(request, reply, results);

    /// <inheritdoc/>
    protected override ChatRequest Ask(ChatRequest request, ChatCompletion reply, string text) =>
        request with { Messages = (ChatMessage[])[.. request.Messages, .. reply.Choices[0].GetMessages(), ChatMessage.User(text)] };

    /// <inheritdoc/>
    protected override async Task WriteReplyAsync(ChatCompletion reply, ToolLoop<ChatRequest, ChatCompletion> loop)
    {
        if (_streamed is not null && Schema is null)
        {
            await _cmdlet.WriteEndingsAsync(_streamed, loop, Target).ConfigureAwait(false);
            return;
        }

        foreach (ChatChoice choice in reply.Choices)
        {
            if (_cmdlet.ReportFailedAnswer(choice, Target))
            {
                continue;
            }

            _cmdlet.WarnOfCut(choice);
            PSObject made = ChatOutput.CreateReply(reply, choice, loop);
            await _cmdlet.WriteAnswerAsync(_cmdlet.AsText ? made.ToString() : made, Target, reply.Usage).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<string>?> WriteAnswersAsync(AnswerSchema schema, ChatCompletion reply, bool mayRetry)
    {
        foreach (ChatChoice choice in reply.Choices)
        {
            if (_cmdlet.ReportFailedAnswer(choice, Target))
            {
                continue;
            }

            _cmdlet.WarnOfCut(choice, isHidden: true);
            bool mayRetryThis = mayRetry && reply.Choices.Count == 1;
            if (await WriteAnswerAsync(schema, choice.GetLastMessage().ToString(), choice.IsCut, mayRetryThis, reply.Usage).ConfigureAwait(false) is { } problems)
            {
                return problems;
            }
        }

        return null;
    }
}

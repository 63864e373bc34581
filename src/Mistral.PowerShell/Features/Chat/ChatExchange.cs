using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.Client.Chat;
using Mistral.PowerShell.AI.Answers;
using Mistral.PowerShell.AI.Redaction;
using Mistral.PowerShell.AI.Schemas;
using Mistral.PowerShell.AI.Tools;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>Sends one chat message and writes the replies.</summary>
internal sealed class ChatExchange : ModelExchange<ChatRequest, ChatCompletion>
{
    private readonly CompletionCommand _cmdlet;

    // The stream of the last request; null without -Stream.
    private StreamedCompletion? _streamed;

    // Null if the requests are sent directly.
    private ExchangeRoute? _route;

    // The cost of all requests for the answer; null as soon as the cost of one is unknown.
    private decimal? _cost = 0;

    public ChatExchange(CompletionCommand cmdlet, ExchangeOptions options, object target, CancellationToken cancellationToken)
        : base(cmdlet, options, target, cancellationToken)
    {
        _cmdlet = cmdlet;
    }

    /// <inheritdoc/>
    public override Task<ChatCompletion> SendAsync(ChatRequest request)
    {
        // The conversation so far decides about all requests of the exchange.
        _route ??= _cmdlet.Guard.CreateRoute(_cmdlet.Guard.CreateRedactor(RequestGuard.Memory.Find(request.Messages)));
        return _cmdlet.IsDebug ? TraceAsync(request) : CompleteAsync(request);
    }

    private async Task<ChatCompletion> TraceAsync(ChatRequest request)
    {
        _cmdlet.TraceRequest(_route?.GetSent(request.CreateBody()) ?? request.CreateBody());
        ChatCompletion completion = await CompleteAsync(request).ConfigureAwait(false);
        _cmdlet.TraceResponse(completion, ChatJson.Context.ChatCompletion);
        return completion;
    }

    private async Task<ChatCompletion> CompleteAsync(ChatRequest request)
    {
        ChatOperations chat = _route?.Endpoints.Chat ?? _cmdlet.Client.Chat;
        if (_cmdlet.Show)
        {
            StreamedCompletion shown = await _cmdlet.ShowAsync(request, Stream(chat, request), Target, _route).ConfigureAwait(false);
            _cost += shown.Cost;
            return Finish(shown.Whole);
        }

        if (_cmdlet.Stream)
        {
            _streamed = await _cmdlet.WritePiecesAsync(request, Stream(chat, request), Target, _route, isWritten: Schema is null).ConfigureAwait(false);
            _cost += _streamed.Cost;
            return Finish(_streamed.Whole);
        }

        long started = Stopwatch.GetTimestamp();
        ChatCompletion completion = await chat.CompleteAsync(request, _cmdlet, CancellationToken).ConfigureAwait(false);
        _cost += _cmdlet.CountRequest(completion.Model, completion.Usage, started, request.ModelOrAgent, () => EstimatedUsage.Of(request, completion), _route);
        return completion;
    }

    private IAsyncEnumerable<ChatCompletionChunk> Stream(ChatOperations chat, ChatRequest request)
    {
        IAsyncEnumerable<ChatCompletionChunk> chunks = chat.StreamAsync(request, _cmdlet, CancellationToken);
        return _route?.Restore(chunks, CancellationToken) ?? chunks;
    }

    private ChatCompletion Finish(ChatCompletion streamed)
    {
        if (_route?.Redactor is { } redactor)
        {
            StreamRestorer.RestoreCalls(streamed, redactor);
        }

        return streamed;
    }

    // The conversation continues with the same marks.
    private void Remember(ChatCompletion completion, IReadOnlyList<ChatMessage> asked)
    {
        if (_route?.Redactor is { } redactor)
        {
            RequestGuard.Memory.Remember([.. asked, .. completion.Choices.SelectMany(c => c.GetMessages())], redactor);
        }
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
        Remember(reply, loop.Asked!.Messages);
        if (_streamed is not null && Schema is null)
        {
            await _cmdlet.WriteEndingsAsync(_streamed with { Cost = _cost }, loop, Target).ConfigureAwait(false);
            return;
        }

        foreach (ChatChoice choice in reply.Choices)
        {
            if (_cmdlet.ReportFailedAnswer(choice, Target))
            {
                continue;
            }

            _cmdlet.WarnOfCut(choice);
            PSObject made = ChatOutput.CreateReply(reply, choice, loop, _cost, _route?.IsFromCache is true);
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

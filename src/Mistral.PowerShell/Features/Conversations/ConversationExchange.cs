using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.Client.Conversations;
using Mistral.PowerShell.AI.Answers;
using Mistral.PowerShell.AI.Schemas;
using Mistral.PowerShell.AI.Tools;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Features.Conversations;

/// <summary>Sends one message of a conversation and writes the reply.</summary>
internal sealed class ConversationExchange : ModelExchange<ConversationRequest, ConversationResponse>
{
    private readonly ConversationCommand _cmdlet;
    private readonly ConversationRequest _asked;

    // The outputs of all rounds.
    private readonly List<ConversationEntry> _outputs = [];

    // The cost of all rounds; null as soon as the cost of one is unknown.
    private decimal? _cost = 0;

    // The last event of a streamed round. It is written only if no further round follows.
    private ConversationStreamEvent? _ending;

    // Null if the requests are sent directly.
    private ExchangeRoute? _route;

    public ConversationExchange(ConversationCommand cmdlet, ExchangeOptions options, ConversationRequest asked, object target, CancellationToken cancellationToken)
        : base(cmdlet, options, target, cancellationToken)
    {
        _cmdlet = cmdlet;
        _asked = asked;
    }

    /// <inheritdoc/>
    public override async Task<ConversationResponse> SendAsync(ConversationRequest request)
    {
        _route ??= _cmdlet.Guard.CreateRoute(_cmdlet.CreateRedactor(request));
        if (_cmdlet.IsDebug)
        {
            _cmdlet.TraceRequest(_route?.GetSent(request.CreateBody()) ?? request.CreateBody());
        }

        ConversationResponse response = await (_cmdlet.Stream || _cmdlet.Show ? StreamAsync(request) : CompleteAsync(request)).ConfigureAwait(false);
        if (_cmdlet.IsDebug)
        {
            _cmdlet.TraceResponse(response, ConversationJson.Context.ConversationResponse);
        }

        if (_route?.Redactor is { } redactor)
        {
            RequestGuard.Memory.Remember(response.ConversationId, redactor);
        }

        _outputs.AddRange(response.Outputs);
        return response;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ToolCall> GetCalls(ConversationResponse reply) => reply.GetToolCalls();

    /// <inheritdoc/>
    public override ConversationRequest Continue(ConversationRequest request, ConversationResponse reply, IReadOnlyList<ToolResult> results)
    {
        ConversationRequest unforced = request.CompletionArgs is { } args ? request with { CompletionArgs = args with { ToolChoice = null } } : request;
        ILookup<bool, ToolResult> isOfServer = reply.GetToolCalls().Zip(results, (call, result) => (call, result)).ToLookup(p => p.call.ConfirmationStatus is not null, p => p.result);
        return unforced.Continue(
            reply,
            [.. isOfServer[false].Select(r => ConversationEntry.ResultOf(r.Id ?? string.Empty, r.Content))],
            [.. isOfServer[true].Select(r => new ToolCallConfirmation(r.Id ?? string.Empty, r.State is ToolState.Allowed ? "allow" : "deny"))]);
    }

    /// <inheritdoc/>
    protected override ConversationRequest Ask(ConversationRequest request, ConversationResponse reply, string text) =>
        request.Continue(reply, [ConversationEntry.User(text, [])], []);

    /// <inheritdoc/>
    protected override async Task WriteReplyAsync(ConversationResponse reply, ToolLoop<ConversationRequest, ConversationResponse> loop)
    {
        PSObject made = ConversationOutput.CreateReply(_asked, reply, _outputs, loop, _cost);
        if (_ending is null || Schema is not null || _cmdlet.Show)
        {
            await _cmdlet.WriteAnswerAsync(_cmdlet.AsText ? made.ToString() : made, Target, reply.Usage).ConfigureAwait(false);
        }
        else if (!_cmdlet.AsText)
        {
            await _cmdlet.WriteAnswerAsync(ConversationOutput.CreateEvent(_ending, reply.ConversationId, made), Target).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override Task<IReadOnlyList<string>?> WriteAnswersAsync(AnswerSchema schema, ConversationResponse reply, bool mayRetry) =>
        WriteAnswerAsync(schema, ConversationOutput.GetLastText(reply), isCut: false, mayRetry, reply.Usage);

    private ConversationOperations Conversations => _route?.Endpoints.Conversations ?? _cmdlet.Client.Conversations;

    private async Task<ConversationResponse> CompleteAsync(ConversationRequest request)
    {
        long started = Stopwatch.GetTimestamp();
        ConversationResponse response = await Conversations.CompleteAsync(request, _cmdlet, CancellationToken).ConfigureAwait(false);
        _cost += _cmdlet.CountRequest(response.Outputs.LastOrDefault(o => o.Model is not null)?.Model, response.Usage, started, request.ModelOrAgent, () => Estimate(request, response));
        return response;
    }

    // Writes the events as they arrive, except the last.
    private async Task<ConversationResponse> StreamAsync(ConversationRequest request)
    {
        if (_ending is { } previous)
        {
            _ending = null;
            await WriteEventAsync(previous, conversationId: null).ConfigureAwait(false);
        }

        ConversationResponseBuilder whole = new();
        bool begun = false;
        long started = Stopwatch.GetTimestamp();
        try
        {
            IAsyncEnumerable<ConversationStreamEvent> events = Conversations.StreamAsync(request, _cmdlet, CancellationToken);
            await foreach (ConversationStreamEvent item in (_route?.Restore(events, CancellationToken) ?? events).ConfigureAwait(false))
            {
                begun = true;
                whole.Add(item);
                if (item.Type == ConversationStreamEvent.DoneType)
                {
                    _ending = item with { ConversationId = whole.ConversationId };
                }
                else
                {
                    await WriteEventAsync(item, whole.ConversationId).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            if (_cmdlet.Show)
            {
                _cmdlet.ShowPiece("\n");
            }

            if (begun)
            {
                _cost += _cmdlet.CountRequest(whole.Model, whole.Usage, started, request.ModelOrAgent, () => Estimate(request, whole.Build()));
            }
        }

        return whole.ConversationId is { Length: > 0 }
            ? whole.Build()
            : throw new MistralApiException(MistralErrorKind.InvalidResponse, "The stream has no conversation id.");
    }

    // The server knows the earlier messages, so only the new ones can be estimated.
    private static TokenUsage Estimate(ConversationRequest request, ConversationResponse received)
    {
        long prompt = (request.Inputs ?? []).Sum(e => TokenEstimator.Estimate(e.ToString()));
        long answer = received.Outputs.Sum(e => TokenEstimator.Estimate(e.ToString()));
        return new TokenUsage { PromptTokens = (int)prompt, CompletionTokens = (int)answer, TotalTokens = (int)(prompt + answer) };
    }

    private async Task WriteEventAsync(ConversationStreamEvent item, string? conversationId)
    {
        if (Schema is not null && !_cmdlet.Show)
        {
            return;
        }

        PSObject made = ConversationOutput.CreateEvent(item, conversationId);
        string text = made.ToString();
        if (_cmdlet.Show)
        {
            if (text.Length > 0)
            {
                _cmdlet.ShowPiece(text);
            }

            return;
        }

        if (!_cmdlet.AsText)
        {
            await _cmdlet.WriteAnswerAsync(made, Target).ConfigureAwait(false);
        }
        else if (text.Length > 0)
        {
            await _cmdlet.WriteAnswerAsync(text, Target).ConfigureAwait(false);
        }
    }
}

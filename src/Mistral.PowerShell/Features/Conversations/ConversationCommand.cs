using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.AI.Answers;
using Mistral.PowerShell.AI.Media;
using Mistral.PowerShell.AI.Schemas;
using Mistral.PowerShell.AI.Tools;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.TabCompletion;
using Mistral.PowerShell.Features.Agents;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Conversations;

/// <summary>Says something in a conversation that the server keeps, in which the model may call commands.</summary>
public abstract class ConversationCommand : AnsweringCommand
{
    private IReadOnlyList<ContentChunk>? _media;
    private IReadOnlyList<Tool> _tools = [];
    private ToolRunner? _runner;
    private AnswerSchema? _answer;
    private bool _isTrial;

    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [Media]
    public MediaArgument[]? Image { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [Media]
    public MediaArgument[]? Document { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AgentVersionCompleter))]
    [Body("agent_version")]
    public string? AgentVersion { get; set; }

    [Parameter]
    [ValidateNotNull]
    [Body("metadata")]
    [ObjectToDictionary]
    public IDictionary? Metadata { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("guardrails")]
    [ObjectToDictionary]
    public IDictionary[]? Guardrail { get; set; }

    [Parameter]
    [Body("store", IsNegated = true)]
    public SwitchParameter NoStore { get; set; }

    [Parameter]
    [ValidateSet("client", "server")]
    [Body("handoff_execution")]
    public string? HandoffExecution { get; set; }

    // Only starting a conversation sends them; whatever goes on with it has to run them.
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ToolCompleter))]
    public object[]? Tool { get; set; }

    [Parameter]
    [ValidateRange(1, 100)]
    public int MaximumToolRound { get; set; } = 8;

    [Parameter]
    [ValidateRange(256, 1_048_576)]
    public int MaximumToolResultSize { get; set; } = 32_768;

    [Parameter]
    [ValidateSet("auto", "none", "any", "required")]
    [Body("completion_args.tool_choice")]
    public string? ToolChoice { get; set; }

    [Parameter]
    [ValidateRange(0.0, 1.0)]
    [Body("completion_args.temperature")]
    public double? Temperature { get; set; }

    [Parameter]
    [ValidateRange(0.0, 1.0)]
    [Body("completion_args.top_p")]
    public double? TopP { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [Alias("MaxTokens")]
    [Body("completion_args.max_tokens")]
    public int? MaximumTokenCount { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Alias("Stop")]
    [Body("completion_args.stop")]
    public string[]? StopSequence { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [Alias("Seed")]
    [Body("completion_args.random_seed")]
    public int? RandomSeed { get; set; }

    [Parameter]
    [ValidateRange(-2.0, 2.0)]
    [Body("completion_args.presence_penalty")]
    public double? PresencePenalty { get; set; }

    [Parameter]
    [ValidateRange(-2.0, 2.0)]
    [Body("completion_args.frequency_penalty")]
    public double? FrequencyPenalty { get; set; }

    // Its field is an object that holds this text.
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Prediction { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReasoningEffortCompleter))]
    [Body("completion_args.reasoning_effort")]
    public string? ReasoningEffort { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ResponseFormatCompleter))]
    [Body("completion_args.response_format")]
    public object? ResponseFormat { get; set; }

    [Parameter]
    [ValidateNotNull]
    public Type? As { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public object? Schema { get; set; }

    [Parameter]
    [ValidateRange(0, 10)]
    public int RetryInvalid { get; set; }

    /// <summary>The libraries that the model is to search; none for no such tool.</summary>
    private protected virtual IReadOnlyCollection<string> LibrariesToSearch => [];

    /// <summary>The tools as the API is told of them; null for none.</summary>
    private protected IReadOnlyList<ChatTool>? ToolsToSend => _tools.Count > 0 ? [.. _tools.Select(t => t.ToRequest())] : null;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _answer = InvokeOrTerminate(() => AnswerSchema.Create(Schema, As, GetUnresolvedProviderPathFromPSPath));
        _tools = InvokeOrTerminate(() => new ToolReader(InvokeCommand, ToolReader.BuiltInTools).Read(Tool ?? [], LibrariesToSearch));
        CmdletToolHost host = new(this);
        _isTrial = host.IsTrial;
        _runner = new ToolRunner(_tools, host, ActiveConnection.HideKeys, MaximumToolResultSize, StopToken);
        InvokeOrTerminate(CheckOptions);
    }

    /// <summary>Makes the entry for what a user says, with what it is about; null where nothing is said.</summary>
    private protected ConversationEntry[]? CreateInputs(string? text)
    {
        if (text is null)
        {
            return (Image ?? Document) is null ? null
                : throw MistralApiException.InvalidArgument("-Image and -Document go with -Message: they are what it is about.");
        }

        MediaReader reader = new(SessionState.Path);
        _media ??= [.. reader.Read(Image, MediaKind.Image), .. reader.Read(Document, MediaKind.Document)];
        return [ConversationEntry.User(_answer?.Instruction is { } instruction ? $"{text}\n\n{instruction}" : text, [.. _media])];
    }

    /// <summary>Sets on a request what all requests of conversations have.</summary>
    private protected ConversationRequest WithShared(ConversationRequest request) => request with
    {
        Store = MyInvocation.BoundParameters.ContainsKey(nameof(NoStore)) ? !NoStore : null,
        HandoffExecution = HandoffExecution?.ToLowerInvariant(),
        CompletionArgs = CreateCompletionArgs(),
    };

    /// <summary>The agent's version: numbers and aliases are of different kinds to the API.</summary>
    private protected JsonElement? GetAgentVersion() => AgentVersion is null ? null
        : PSJsonWriter.ToElement(int.TryParse(AgentVersion, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : AgentVersion);

    /// <summary>The caller's data as the API takes them.</summary>
    private protected JsonElement? GetMetadata() => Metadata is null ? null : PSJsonWriter.ToElement(Metadata);

    /// <summary>The guardrails as the API takes them.</summary>
    private protected IReadOnlyList<JsonElement>? GetGuardrails() => Guardrail?.Select(PSJsonWriter.ToElement).ToArray();

    /// <summary>Sends a request, has the calls run that the model asks for, and writes what comes, or the objects it is.</summary>
    private protected async Task ExchangeAsync(ConversationRequest asked, object target, CancellationToken cancellationToken)
    {
        ConversationRequest request = asked;
        ConversationStreamEvent? ending = null;
        ConversationRounds rounds = new(new ToolLoop(_runner, MaximumToolRound, _isTrial, InvokeAsync), async r =>
        {
            if (!Stream)
            {
                return await CompleteAsync(r, cancellationToken).ConfigureAwait(false);
            }

            // The end of one round, kept back because it might have been that of all.
            await WriteEventAsync(ending, conversationId: null).ConfigureAwait(false);
            (ConversationResponse response, ending) = await StreamAsync(r, cancellationToken).ConfigureAwait(false);
            return response;
        });
        for (int left = RetryInvalid; ; left--)
        {
            ConversationResponse response = await rounds.RunAsync(request).ConfigureAwait(false);
            WarnOfCalls(rounds.State, MaximumToolRound, hasTools: Tool is not null);
            if (_answer is null || rounds.State is ToolRoundState.LimitReached or ToolRoundState.NotRun)
            {
                PSObject reply = ConversationOutput.CreateReply(asked, response, rounds);
                await WriteReplyAsync(reply, ending, response.ConversationId).ConfigureAwait(false);
                return;
            }

            string text = ConversationOutput.GetLastText(response);
            if (await WriteAnswerAsync(_answer, text, isCut: false, mayRetry: left > 0, target).ConfigureAwait(false) is not { } problems)
            {
                return;
            }

            request = rounds.Asked!.Continue(response, [ConversationEntry.User(BuildRetryPrompt(problems), [])], []);
        }
    }

    private async Task<ConversationResponse> CompleteAsync(ConversationRequest request, CancellationToken cancellationToken)
    {
        ConversationResponse response = await Client.Conversations.CompleteAsync(request, this, cancellationToken).ConfigureAwait(false);
        ActiveConnection.UsageCounter.Add(response.Usage);
        return response;
    }

    // Writes the events as they come, but for the last, which it gives.
    private async Task<(ConversationResponse Response, ConversationStreamEvent? Ending)> StreamAsync(ConversationRequest request, CancellationToken cancellationToken)
    {
        ConversationResponseBuilder whole = new();
        ConversationStreamEvent? ending = null;
        bool begun = false;
        try
        {
            await foreach (ConversationStreamEvent item in Client.Conversations.StreamAsync(request, this, cancellationToken).ConfigureAwait(false))
            {
                begun = true;
                whole.Add(item);
                if (item.Type == ConversationStreamEvent.DoneType)
                {
                    ending = item with { ConversationId = whole.ConversationId };
                }
                else
                {
                    await WriteEventAsync(item, whole.ConversationId).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            if (begun)
            {
                ActiveConnection.UsageCounter.Add(whole.Usage);
            }
        }

        return whole.ConversationId is { Length: > 0 }
            ? (whole.Build(), ending)
            : throw new MistralApiException(MistralErrorKind.InvalidResponse, "The stream does not say which conversation it belongs to.");
    }

    private async Task WriteEventAsync(ConversationStreamEvent? item, string? conversationId)
    {
        if (item is null || _answer is not null)
        {
            return;
        }

        PSObject made = ConversationOutput.CreateEvent(item, conversationId);
        string text = made.ToString();
        if (!AsText)
        {
            await WriteAsync(made).ConfigureAwait(false);
        }
        else if (text.Length > 0)
        {
            await WriteAsync(text).ConfigureAwait(false);
        }
    }

    private async Task WriteReplyAsync(PSObject reply, ConversationStreamEvent? ending, string conversationId)
    {
        if (ending is null || _answer is not null)
        {
            await WriteAsync(AsText ? reply.ToString() : reply).ConfigureAwait(false);
        }
        else if (!AsText)
        {
            await WriteAsync(ConversationOutput.CreateEvent(ending, conversationId, reply)).ConfigureAwait(false);
        }
    }

    private ConversationCompletionArgs? CreateCompletionArgs()
    {
        ConversationCompletionArgs args = new()
        {
            Temperature = Temperature,
            TopP = TopP,
            MaxTokens = MaximumTokenCount,
            Stop = StopSequence,
            RandomSeed = RandomSeed,
            PresencePenalty = PresencePenalty,
            FrequencyPenalty = FrequencyPenalty,
            Prediction = Prediction is null ? null : new Prediction(Prediction),
            ResponseFormat = _answer?.Format ?? (ResponseFormat is null ? null : ResponseFormatReader.Read(ResponseFormat)),
            ToolChoice = ToolChoice?.ToLowerInvariant(),
            ReasoningEffort = ReasoningEffort,
        };
        return args == new ConversationCompletionArgs() ? null : args;
    }

    // Whatever is wrong here is wrong for each message.
    private void CheckOptions()
    {
        CheckAnswer(_answer, ResponseFormat, RetryInvalid);
        _ = CreateCompletionArgs();
    }
}

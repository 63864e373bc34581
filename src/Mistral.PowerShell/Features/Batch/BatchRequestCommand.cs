using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.AI.Answers;
using Mistral.PowerShell.AI.Media;
using Mistral.PowerShell.AI.Models;
using Mistral.PowerShell.AI.Redaction;
using Mistral.PowerShell.AI.Schemas;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.TabCompletion;
using Mistral.PowerShell.Features.Agents;
using Mistral.PowerShell.Features.Chat;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.Features.Batch;

/// <summary>The parameters that every request of a batch has in common, as <c>Invoke-MistralChat</c> has them.</summary>
public abstract class BatchRequestCommand : ConnectedCmdlet
{
    /// <summary>The parameter set with input from the pipeline, which is the default.</summary>
    private protected const string InputSet = "Input";

    private static readonly string[] s_ofChats =
    [
        nameof(System), nameof(Temperature), nameof(TopP), nameof(MaximumTokenCount), nameof(StopSequence), nameof(RandomSeed),
        nameof(PresencePenalty), nameof(FrequencyPenalty), nameof(Choice), nameof(Prediction), nameof(ResponseFormat), nameof(PromptMode),
        nameof(ReasoningEffort), nameof(Guardrail), nameof(ServiceTier), nameof(SafePrompt), nameof(PromptCacheKey), nameof(AgentId),
        nameof(Image), nameof(Document), nameof(Audio),
    ];

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RedactionCompleter))]
    public object[]? Redact { get; set; }

    private IReadOnlyList<ContentChunk>? _media;
    private bool _isMediaGiven;

    private protected BatchRequestCommand()
    {
    }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ChatModelCompleter))]
    [Body("model")]
    public string? Model { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<AgentResource>))]
    [Id(typeof(AgentResource))]
    [Body("agent_id")]
    public string? AgentId { get; set; }

    [Parameter(ParameterSetName = InputSet)]
    [AllowNull]
    [AllowEmptyString]
    public string? System
    {
        get;
        set => field = string.IsNullOrEmpty(value) ? null : value;
    }

    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = InputSet)]
    [AllowNull]
    [AllowEmptyCollection]
    [SupportsWildcards]
    [Media]
    public MediaArgument[]? Image
    {
        get;
        set => field = value is { Length: > 0 } ? value : null;
    }

    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = InputSet)]
    [AllowNull]
    [AllowEmptyCollection]
    [SupportsWildcards]
    [Media]
    public MediaArgument[]? Document
    {
        get;
        set => field = value is { Length: > 0 } ? value : null;
    }

    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = InputSet)]
    [AllowNull]
    [AllowEmptyCollection]
    [SupportsWildcards]
    [Media]
    public MediaArgument[]? Audio
    {
        get;
        set => field = value is { Length: > 0 } ? value : null;
    }

    [Parameter(ParameterSetName = InputSet)]
    [ValidateNotNullOrEmpty]
    public object? Schema { get; set; }

    [Parameter(ParameterSetName = InputSet)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(TypeNameCompleter))]
    public Type? As { get; set; }

    [Parameter(ParameterSetName = InputSet)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ResponseFormatCompleter))]
    public object? ResponseFormat { get; set; }

    [Parameter(ParameterSetName = InputSet)]
    [ValidateRange(0.0, 1.5)]
    public double? Temperature { get; set; }

    [Parameter(ParameterSetName = InputSet)]
    [ValidateRange(0.000001, 1.0)]
    public double? TopP { get; set; }

    [Parameter(ParameterSetName = InputSet)]
    [ValidateRange(0, int.MaxValue)]
    [Alias("MaxTokens")]
    public int? MaximumTokenCount { get; set; }

    [Parameter(ParameterSetName = InputSet)]
    [ValidateNotNullOrEmpty]
    [Alias("Stop")]
    public string[]? StopSequence { get; set; }

    [Parameter(ParameterSetName = InputSet)]
    [ValidateRange(0, int.MaxValue)]
    [Alias("Seed")]
    public int? RandomSeed { get; set; }

    [Parameter(ParameterSetName = InputSet)]
    [ValidateRange(-2.0, 2.0)]
    public double? PresencePenalty { get; set; }

    [Parameter(ParameterSetName = InputSet)]
    [ValidateRange(-2.0, 2.0)]
    public double? FrequencyPenalty { get; set; }

    [Parameter(ParameterSetName = InputSet)]
    [ValidateRange(1, int.MaxValue)]
    public int? Choice { get; set; }

    [Parameter(ParameterSetName = InputSet)]
    [ValidateNotNullOrEmpty]
    public string? Prediction { get; set; }

    [Parameter(ParameterSetName = InputSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PromptModeCompleter))]
    public string? PromptMode { get; set; }

    [Parameter(ParameterSetName = InputSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReasoningEffortCompleter))]
    public string? ReasoningEffort { get; set; }

    [Parameter(ParameterSetName = InputSet)]
    [ValidateNotNullOrEmpty]
    [ObjectToDictionary]
    public IDictionary[]? Guardrail { get; set; }

    [Parameter(ParameterSetName = InputSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ServiceTierCompleter))]
    public string? ServiceTier { get; set; }

    [Parameter(ParameterSetName = InputSet)]
    public SwitchParameter SafePrompt { get; set; }

    [Parameter(ParameterSetName = InputSet)]
    [ValidateNotNullOrEmpty]
    public string? PromptCacheKey { get; set; }

    /// <summary>Fields of the API that are added to the body of each request.</summary>
    [Parameter(ParameterSetName = InputSet)]
    [ValidateNotNullOrEmpty]
    [ObjectToDictionary]
    public IDictionary? RequestField { get; set; }

    /// <summary>Whether the input brings its own images, documents or sounds, as properties.</summary>
    private protected bool IsMediaPiped => !_isMediaGiven && (Image ?? Document ?? Audio) is not null;

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _isMediaGiven = (Image ?? Document ?? Audio) is not null;
    }

    /// <summary>The name of a parameter that only chats have, if one was given.</summary>
    /// <param name="except">A parameter that is allowed.</param>
    private protected string? FindChatParameter(string? except = null) => s_ofChats.FirstOrDefault(n => n != except && MyInvocation.BoundParameters.ContainsKey(n));

    /// <summary>Checks that the options can be combined.</summary>
    /// <param name="answer">The schema of the answers; null for text.</param>
    /// <param name="endpoint">The operation.</param>
    /// <param name="model">The model that was given; null for the default.</param>
    /// <exception cref="MistralApiException">They can't.</exception>
    private protected void CheckOptions(AnswerSchema? answer, BatchEndpoint endpoint, string? model)
    {
        string? mistake =
            answer is not null && ResponseFormat is not null ? "-Schema and -As say the form of the answer; -ResponseFormat can't be given as well."
            : answer is not null && endpoint != BatchEndpoint.Chat && endpoint != BatchEndpoint.Ocr ? $"-Schema and -As can't be used with -Endpoint {endpoint.Name}."
            : answer is { Schema: null } && endpoint == BatchEndpoint.Ocr ? "-As needs a type that has properties here, because the API annotates documents by a schema only."
            : AgentId is not null && Model is not null ? "-Model can't be given with -AgentId: the agent has its own model."
            : endpoint != BatchEndpoint.Chat && FindChatParameter() is { } name ? $"-{name} can be used only with -Endpoint Chat. -RequestField adds any field of the API to each request."
            : endpoint == BatchEndpoint.Classification && model is null ? "-Endpoint Classification needs -Model."
            : null;
        if (mistake is not null)
        {
            throw MistralApiException.InvalidArgument(mistake);
        }
    }

    /// <summary>Makes the request of a chat.</summary>
    /// <param name="question">The text of the question.</param>
    /// <param name="media">What is sent beside it.</param>
    /// <param name="answer">The schema of the answers; null for text.</param>
    private protected ChatRequest CreateChat(string? question, IReadOnlyList<ContentChunk> media, AnswerSchema? answer)
    {
        IReadOnlyList<ContentChunk> more = IsMediaPiped ? ReadMedia() : _media ??= ReadMedia();
        ChatMessage[] messages = new ChatConversation { System = System, Question = question, Media = [.. media, .. more] }.GetMessages();
        if (answer?.Instruction is { } instruction)
        {
            messages = [ChatMessage.System(instruction), .. messages];
        }

        ChatRequest request = AgentId is null
            ? new ChatCompletionRequest
            {
                Model = Model ?? ActiveConnection.ChatModel,
                Messages = messages,
                Temperature = Temperature,
                TopP = TopP,
                SafePrompt = MyInvocation.BoundParameters.ContainsKey(nameof(SafePrompt)) ? SafePrompt.ToBool() : null,
            }
            : new AgentCompletionRequest { AgentId = AgentId, Messages = messages };
        return request with
        {
            MaxTokens = MaximumTokenCount,
            Stop = StopSequence,
            RandomSeed = RandomSeed,
            PromptCacheKey = PromptCacheKey,
            PresencePenalty = PresencePenalty,
            FrequencyPenalty = FrequencyPenalty,
            N = Choice,
            Prediction = Prediction is null ? null : new Prediction(Prediction),
            ResponseFormat = answer?.Format ?? (ResponseFormat is null ? null : ResponseFormatReader.Read(ResponseFormat)),
            PromptMode = PromptMode,
            ReasoningEffort = ReasoningEffort,
            Guardrails = Guardrail?.Select(PSJsonWriter.ToElement).ToArray(),
            ServiceTier = ServiceTier,
        };
    }

    private ContentChunk[] ReadMedia()
    {
        MediaReader reader = new(SessionState.Path);
        return [.. reader.Read(Image, MediaKind.Image), .. reader.Read(Document, MediaKind.Document), .. reader.Read(Audio, MediaKind.Audio)];
    }
}

using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.AI.Answers;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.TabCompletion;
using Mistral.PowerShell.Features.Agents;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>The options of a chat with a model or an agent, and the request that comes of them.</summary>
public abstract class ChatOptionCommand : CompletionCommand
{
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? System { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<AgentResource>))]
    [Id(typeof(AgentResource))]
    [Body("agent_id")]
    public string? AgentId { get; set; }

    [Parameter]
    [ValidateRange(-2.0, 2.0)]
    [Body("presence_penalty")]
    public double? PresencePenalty { get; set; }

    [Parameter]
    [ValidateRange(-2.0, 2.0)]
    [Body("frequency_penalty")]
    public double? FrequencyPenalty { get; set; }

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [Alias("N")]
    [Body("n")]
    public int? Choice { get; set; }

    // Its field is an object that holds this text.
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Prediction { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ResponseFormatCompleter))]
    [Body("response_format")]
    public object? ResponseFormat { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ToolChoiceCompleter))]
    [Body("tool_choice")]
    public string? ToolChoice { get; set; }

    [Parameter]
    [Body("parallel_tool_calls")]
    public SwitchParameter NoParallelToolCall { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PromptModeCompleter))]
    [Body("prompt_mode")]
    public string? PromptMode { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReasoningEffortCompleter))]
    [Body("reasoning_effort")]
    public string? ReasoningEffort { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("guardrails")]
    [ObjectToDictionary]
    public IDictionary[]? Guardrail { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ServiceTierCompleter))]
    [Body("service_tier")]
    public string? ServiceTier { get; set; }

    [Parameter]
    [Body("safe_prompt")]
    public SwitchParameter SafePrompt { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        InvokeOrTerminate(CheckOptions);
    }

    /// <summary>Makes the request for a conversation.</summary>
    /// <param name="messages">The conversation, the question last.</param>
    /// <param name="earlierModel">The model that answered before, where there was one.</param>
    private protected ChatRequest CreateRequest(IReadOnlyList<ChatMessage> messages, string? earlierModel)
    {
        ChatRequest request = AgentId is null
            ? new ChatCompletionRequest
            {
                Model = Model ?? earlierModel ?? ActiveConnection.ChatModel,
                Messages = messages,
                Temperature = Temperature,
                TopP = TopP,
                SafePrompt = GetSwitch(nameof(SafePrompt), SafePrompt),
            }
            : new AgentCompletionRequest { AgentId = AgentId, Messages = messages };
        return WithShared(request) with
        {
            PresencePenalty = PresencePenalty,
            FrequencyPenalty = FrequencyPenalty,
            N = Choice,
            Prediction = Prediction is null ? null : new Prediction(Prediction),
            ResponseFormat = ResponseFormat is null ? null : ResponseFormatReader.Read(ResponseFormat),
            ToolChoice = ToolChoice is null ? null : Mistral.Client.ToolChoice.Parse(ToolChoice),
            ParallelToolCalls = GetSwitch(nameof(NoParallelToolCall), !NoParallelToolCall),
            PromptMode = PromptMode,
            ReasoningEffort = ReasoningEffort,
            Guardrails = Guardrail?.Select(PSJsonWriter.ToElement).ToArray(),
            ServiceTier = ServiceTier,
        };
    }

    // What nobody has given is not sent; a switch that is given as false is.
    private bool? GetSwitch(string name, bool value) => MyInvocation.BoundParameters.ContainsKey(name) ? value : null;

    // Whatever is wrong here is wrong for each message.
    private void CheckOptions()
    {
        string[] ofModels = [nameof(Model), nameof(Temperature), nameof(TopP), nameof(SafePrompt)];
        if (AgentId is not null && ofModels.FirstOrDefault(MyInvocation.BoundParameters.ContainsKey) is { } name)
        {
            throw MistralApiException.InvalidArgument($"-{name} can't be given with -AgentId: the agent has its own model and settings.");
        }

        _ = CreateRequest([], earlierModel: null);
    }
}

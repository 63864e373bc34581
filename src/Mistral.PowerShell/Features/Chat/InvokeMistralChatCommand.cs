using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.AI.Answers;
using Mistral.PowerShell.AI.Media;
using Mistral.PowerShell.AI.Prompts;
using Mistral.PowerShell.AI.Schemas;
using Mistral.PowerShell.AI.Tools;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.TabCompletion;
using Mistral.PowerShell.Features.Agents;
using Mistral.PowerShell.Features.Chat;
using Mistral.PowerShell.Features.Prompts;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Invoke, "MistralChat", DefaultParameterSetName = MessageSet, SupportsShouldProcess = true)]
[OutputType(typeof(ChatReply), typeof(ChatDelta), typeof(string), typeof(PSObject))]
[Operation("POST", "/v1/chat/completions", Supplies = ["model", "messages"])]
[Operation("POST", "/v1/agents/completions", Supplies = ["agent_id", "messages"])]
public sealed class InvokeMistralChatCommand : CompletionCommand
{
    private const string MessageSet = "Message";
    private const string ContinueSet = "Continue";
    private const string ConversationSet = "Conversation";
    private const string PropertySet = "Property";
    private const string CollectSet = "Collect";
    private const string PromptSet = "Prompt";

    private ExchangeOptions _options = null!;
    private PipelineInput _input = null!;
    private IReadOnlyList<ChatMessage>? _history;
    private IReadOnlyList<ContentChunk>? _media;
    private bool _isQuestion;
    private bool _isMediaGiven;
    private PromptInput _prompt = null!;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = MessageSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ContinueSet)]
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = PromptSet)]
    [ValidateNotNullOrEmpty]
    [RequireText(nameof(Message), Property = "Prompt")]
    public string Message { get; set; } = string.Empty;

    // In the Message set, this is the object whose property is the message.
    [Parameter(ValueFromPipeline = true, ParameterSetName = MessageSet)]
    [Parameter(ValueFromPipeline = true, ParameterSetName = PromptSet)]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ContinueSet)]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = PropertySet)]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = CollectSet)]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

    [Parameter(ParameterSetName = ContinueSet)]
    [Parameter(Mandatory = true, ParameterSetName = PropertySet)]
    [Parameter(ParameterSetName = CollectSet)]
    [ValidateNotNullOrEmpty]
    public string[]? Property { get; set; }

    [Parameter(ParameterSetName = ContinueSet)]
    [Parameter(Mandatory = true, ParameterSetName = CollectSet)]
    public SwitchParameter Collect { get; set; }

    [Parameter(ParameterSetName = ContinueSet)]
    [Parameter(ParameterSetName = CollectSet)]
    public InputFormat InputFormat { get; set; }

    [Parameter(ParameterSetName = ContinueSet)]
    [Parameter(ParameterSetName = CollectSet)]
    [ValidateRange(1, int.MaxValue)]
    public int MaximumInputLength { get; set; } = PipelineInput.DefaultMaxLength;

    [Parameter(ParameterSetName = MessageSet)]
    [Parameter(ParameterSetName = ContinueSet)]
    [Parameter(ParameterSetName = PropertySet)]
    [Parameter(ParameterSetName = CollectSet)]
    [Parameter(ParameterSetName = PromptSet)]
    [AllowNull]
    [AllowEmptyCollection]
    public object[]? History { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = ConversationSet)]
    [ValidateNotNullOrEmpty]
    public object[]? Conversation { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [SupportsWildcards]
    [Media]
    public MediaArgument[]? Image
    {
        get;
        set => field = value is { Length: > 0 } ? value : null;
    }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [SupportsWildcards]
    [Media]
    public MediaArgument[]? Document
    {
        get;
        set => field = value is { Length: > 0 } ? value : null;
    }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [SupportsWildcards]
    [Media]
    public MediaArgument[]? Audio
    {
        get;
        set => field = value is { Length: > 0 } ? value : null;
    }

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
    [ArgumentCompleter(typeof(TypeNameCompleter))]
    public Type? As { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public object? Schema { get; set; }

    [Parameter]
    [ValidateRange(0, 10)]
    public int RetryInvalid { get; set; }

    [Parameter]
    [AllowNull]
    [AllowEmptyString]
    public string? System
    {
        get;
        set => field = string.IsNullOrEmpty(value) ? null : value;
    }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PromptSet)]
    [Parameter(ParameterSetName = PropertySet)]
    [Parameter(ParameterSetName = CollectSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<PromptResource>))]
    [Id(typeof(PromptResource))]
    [Alias("PromptId")]
    public string? Prompt { get; set; }

    [Parameter(ParameterSetName = PromptSet)]
    [Parameter(ParameterSetName = PropertySet)]
    [Parameter(ParameterSetName = CollectSet)]
    [ValidateNotNullOrEmpty]
    public string? PromptVersion { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = PromptSet)]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = PropertySet)]
    [Parameter(ParameterSetName = CollectSet)]
    [ValidateNotNull]
    [ObjectToDictionary]
    public IDictionary? PromptVariable { get; set; }

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

    // The field of the request is an object with this text.
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

    private bool IsMediaPiped => !_isMediaGiven && (Image ?? Document ?? Audio) is not null;

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        InvokeOrTerminate(CheckOptions);
        AnswerSchema? schema = InvokeOrTerminate(() => AnswerSchema.Create(Schema, As, GetUnresolvedProviderPathFromPSPath));
        _options = new ExchangeOptions(InvokeOrTerminate(ReadTools), HasTools: Tool is not null, schema, RetryInvalid);
        InvokeOrTerminate(CheckExchange);
        _prompt = new PromptInput(this);
        _prompt.Begin(Prompt, PromptVersion, PromptVariable, isFixed: PromptVariable is not null || Collect);

        _isQuestion = MyInvocation.BoundParameters.ContainsKey(nameof(Message));
        _isMediaGiven = (Image ?? Document ?? Audio) is not null;
        _input = new PipelineInput(this)
        {
            Properties = Property,
            Format = InputFormat,
            MaxLength = MaximumInputLength,
        };
    }

    protected override void ProcessRecord()
    {
        if (Collect)
        {
            InvokeOrTerminate(() => _input.Collect(InputObject!));
            return;
        }

        string? piped = null;
        if (!_prompt.Next(Prompt, PromptVersion, PromptVariable) || (IsPromptInput && !_prompt.TryGetMessage(InputObject!, PromptVariable, out piped)))
        {
            return;
        }

        Message = piped ?? Message;
        object target = ParameterSetName == ConversationSet ? Conversation!
            : InputObject is null || (!IsPiped && InputObject.BaseObject is string) ? Message.Length == 0 ? Prompt! : Message
            : InputObject;
        Start(CreateRequest, target);
        Message = piped is null ? Message : string.Empty;
    }

    protected override void EndProcessing()
    {
        if (Collect)
        {
            Start(() => CreateRequest(_input.GetCollected()), _input.Collected);
        }

        base.EndProcessing();
    }

    // With a question, the piped object is its context. Without one, it is the message.
    private bool IsPiped => InputObject is not null && (_isQuestion || Property is not null) && !IsPrompt;

    private bool IsPrompt => ParameterSetName == PromptSet && InputObject?.Properties["PromptId"] is not null;

    // With a stored prompt, a piped text is the message, and other objects have values for the prompt.
    private bool IsPromptInput => ParameterSetName == PromptSet && InputObject is not null && Message.Length == 0 && !IsMediaPiped;

    private void Start(Func<ChatRequest> create, object target)
    {
        ChatRequest? request = null;
        if (InvokeOrWriteError(() => request = create(), target))
        {
            RunEach(token => new ChatExchange(this, _options, target, token).RunAsync(request!), target);
        }
    }

    private ChatRequest CreateRequest()
    {
        if (IsPiped && Property is null && !IsMediaPiped && InputObject!.Properties["History"] is not null)
        {
            return CreateRequest(GetReplyHistory(InputObject), Message, [], InputObject.Properties["Model"]?.Value as string);
        }

        return CreateRequest(IsPiped && !(IsMediaPiped && Property is null) ? _input.Read(InputObject!) : InputContext.None);
    }

    private ChatRequest CreateRequest(InputContext about)
    {
        string? question = ParameterSetName is ConversationSet or PropertySet or CollectSet || Message.Length == 0 ? null : Message;
        return CreateRequest(_history ??= GetHistory(), about.AddTo(question), about.Media, earlierModel: null);
    }

    private ChatRequest CreateRequest(IReadOnlyList<ChatMessage> history, string? question, IReadOnlyList<ContentChunk> media, string? earlierModel)
    {
        // Where nothing else is asked, the prompt is the message.
        bool isPromptAsked = question is null && _prompt.Text is not null;
        ChatConversation conversation = new()
        {
            System = isPromptAsked ? null : _prompt.Text ?? System,
            History = history,
            Question = isPromptAsked ? _prompt.Text : question,
            Media = [.. media, .. IsMediaPiped ? ReadMedia() : _media ??= ReadMedia()],
        };
        return WithExchange(CreateRequest(conversation.GetMessages(), earlierModel));
    }

    private IReadOnlyList<ChatMessage> GetHistory() => HistoryReader.Read(Conversation ?? History ?? []);

    private IReadOnlyList<ChatMessage> GetReplyHistory(PSObject reply) => History is null or { Length: 0 }
        ? HistoryReader.ReadReply(reply)
        : throw MistralApiException.InvalidArgument("-History can't be combined with a piped reply, which contains its history.");

    private ContentChunk[] ReadMedia()
    {
        MediaReader reader = new(SessionState.Path);
        return ParameterSetName == ConversationSet && (Image ?? Document ?? Audio) is not null
            ? throw MistralApiException.InvalidArgument("-Image, -Document and -Audio need -Message.")
            : [.. reader.Read(Image, MediaKind.Image), .. reader.Read(Document, MediaKind.Document), .. reader.Read(Audio, MediaKind.Audio)];
    }

    private Toolset ReadTools()
    {
        IReadOnlyList<Tool> tools = new ToolReader(InvokeCommand, ToolReader.ToolsOfCompletions).Read(Tool ?? [], []);
        return new Toolset(tools)
        {
            Runner = tools.Count > 0 ? new ToolRunner(tools, new CmdletToolHost(this), ActiveConnection.HideKeys, MaximumToolResultSize, StopToken) : null,
            MaxRounds = MaximumToolRound,
            IsTrial = tools.Count > 0 && IsWhatIf,
        };
    }

    // Without -Model, the model of the earlier reply continues.
    private ChatRequest CreateRequest(IReadOnlyList<ChatMessage> messages, string? earlierModel)
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

    // A switch is sent only if it was given, also as false.
    private bool? GetSwitch(string name, bool value) => MyInvocation.BoundParameters.ContainsKey(name) ? value : null;

    private ChatRequest WithExchange(ChatRequest request) => request with
    {
        Tools = _options.Tools.ToRequest(),
        ResponseFormat = _options.Schema?.Format ?? request.ResponseFormat,
        Messages = _options.Schema?.Instruction is { } instruction ? (ChatMessage[])[ChatMessage.System(instruction), .. request.Messages] : request.Messages,
    };

    // These mistakes would fail each message.
    private void CheckOptions()
    {
        string[] ofModels = [nameof(Model), nameof(Temperature), nameof(TopP), nameof(SafePrompt)];
        if (AgentId is not null && ofModels.FirstOrDefault(MyInvocation.BoundParameters.ContainsKey) is { } name)
        {
            throw MistralApiException.InvalidArgument($"-{name} can't be given with -AgentId: the agent has its own model and settings.");
        }

        if (Prompt is not null && System is not null)
        {
            throw MistralApiException.InvalidArgument("-System can't be used with -Prompt: the stored prompt is the system message.");
        }

        _ = CreateRequest([], earlierModel: null);
    }

    private void CheckExchange()
    {
        CheckAnswer(_options.Schema, ResponseFormat, RetryInvalid);
        if (_options.Tools.Runner is not null && Choice > 1)
        {
            throw MistralApiException.InvalidArgument("-Choice can't be combined with -Tool, which gives one answer.");
        }
    }
}

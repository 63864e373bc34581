using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.AI.Answers;
using Mistral.PowerShell.AI.Models;
using Mistral.PowerShell.AI.Prompts;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Features.Agents;
using Mistral.PowerShell.Features.Conversations;
using Mistral.PowerShell.Features.Libraries;
using Mistral.PowerShell.Features.Prompts;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Invoke, "MistralConversation", DefaultParameterSetName = StartSet, SupportsShouldProcess = true)]
[OutputType(typeof(ConversationReply), typeof(ConversationEvent), typeof(string), typeof(PSObject))]
[Operation("POST", "/v1/conversations", Supplies = ["inputs"])]
[Operation("POST", "/v1/conversations/{conversation_id}")]
public sealed class InvokeMistralConversationCommand : ConversationCommand
{
    private const string StartSet = "Start";
    private const string AppendSet = "Append";
    private const string ContinueSet = "Continue";
    private const string EntrySet = "Entry";
    private const string PropertySet = "Property";
    private const string CollectSet = "Collect";
    private const string PromptSet = "Prompt";

    private PipelineInput _input = null!;
    private PromptInput _prompt = null!;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = StartSet)]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = AppendSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ContinueSet)]
    [Parameter(Position = 0, ParameterSetName = PromptSet)]
    [ValidateNotNullOrEmpty]
    [RequireText]
    public string Message { get; set; } = string.Empty;

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ContinueSet)]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = PropertySet)]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = CollectSet)]
    [Parameter(ValueFromPipeline = true, ParameterSetName = PromptSet)]
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

    [Parameter(Mandatory = true, ParameterSetName = EntrySet)]
    [AllowEmptyCollection]
    public object[]? Entry { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = AppendSet)]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = EntrySet)]
    [Parameter(ParameterSetName = ContinueSet)]
    [Parameter(ParameterSetName = PropertySet)]
    [Parameter(ParameterSetName = CollectSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<ConversationResource>))]
    [Id(typeof(ConversationResource))]
    [Path("conversation_id")]
    public string? ConversationId { get; set; }

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
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ChatModelCompleter))]
    [Body("model")]
    public string? Model { get; set; }

    [Parameter]
    [AllowNull]
    [AllowEmptyString]
    [Alias("System")]
    [Body("instructions")]
    public string? Instruction
    {
        get;
        set => field = string.IsNullOrEmpty(value) ? null : value;
    }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("name")]
    public string? Name { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("description")]
    public string? Description { get; set; }

    // Sent as a field of a tool.
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<LibraryResource>))]
    [Id(typeof(LibraryResource), IsMany = true)]
    public string[] LibraryId { get; set; } = [];

    private protected override IReadOnlyCollection<string> LibrariesToSearch => LibraryId;

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (Prompt is not null)
        {
            InvokeOrTerminate(CheckPrompt);
        }

        _prompt = new PromptInput(this);
        _prompt.Begin(Prompt, PromptVersion, PromptVariable, isFixed: PromptVariable is not null || Collect);

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

        // With a stored prompt, a piped text is the message, and other objects have values for the prompt.
        InputObject = IsPromptInput ? null : InputObject;
        Message = piped ?? Message;
        object target = InputObject ?? (ParameterSetName == EntrySet ? (object)Entry! : Message.Length == 0 ? Prompt! : Message);
        Start(CreateRequest, target);
        Message = piped is null ? Message : string.Empty;
    }

    protected override void EndProcessing()
    {
        if (Collect)
        {
            Start(() => CreateRequest(ConversationId, _input.GetCollected()), _input.Collected);
        }

        base.EndProcessing();
    }

    private bool IsPromptInput => ParameterSetName == PromptSet && InputObject is not null && (Message.Length == 0 || InputObject.Properties["PromptId"] is not null);

    private void Start(Func<ConversationRequest> create, object target)
    {
        ConversationRequest? request = null;
        if (InvokeOrWriteError(() => request = create(), target))
        {
            Start(request!, target);
        }
    }

    private ConversationRequest CreateRequest()
    {
        bool isAbout = InputObject is not null && !(IsMediaPiped && Property is null);
        if (isAbout && Property is null && IsConversation(InputObject!))
        {
            return Prompt is null ? CreateRequest(GetConversation(InputObject!), InputContext.None)
                : throw MistralApiException.InvalidArgument("-Prompt is set where a conversation starts, and this one goes on.");
        }

        return CreateRequest(ConversationId, isAbout ? _input.Read(InputObject!) : InputContext.None);
    }

    private ConversationRequest CreateRequest(string? conversation, InputContext about)
    {
        string? question = about.AddTo(ParameterSetName is EntrySet or PropertySet or CollectSet || Message.Length == 0 ? null : Message);

        // Where nothing else is asked, the prompt is the message.
        bool isPromptAsked = question is null && _prompt.Text is not null;
        ConversationEntry[] inputs = CreateInputs(isPromptAsked ? _prompt.Text : question, about.Media) ?? ConversationEntryReader.Read(Entry!);
        return WithShared(conversation is null ? CreateStart(isPromptAsked ? null : _prompt.Text ?? Instruction) : CreateAppend(conversation)) with { Inputs = inputs };
    }

    // A reply or a conversation continues that conversation. Any other object is the context of the message.
    private static bool IsConversation(PSObject input) =>
        input.BaseObject is ConversationEvent || input.Properties["ConversationId"] is not null;

    private string GetConversation(PSObject input) =>
        ConversationId is not null ? throw MistralApiException.InvalidArgument("-ConversationId can't be combined with a piped reply or conversation, which has its own.")
        : input.BaseObject is ConversationEvent { Reply: null } ? throw ConversationException.Unfinished(input)
        : !IsStored(input) ? throw ConversationException.NotStored(input)
        : input.Properties["ConversationId"]?.Value?.ToString() is { Length: > 0 } id ? id
        : throw ConversationException.Missing(input);

    private static bool IsStored(PSObject input) =>
        (input.BaseObject is ConversationEvent { Reply: { } whole } ? whole : input).Properties[nameof(ConversationReply.IsStored)]?.Value is not false;

    private ConversationStartRequest CreateStart(string? instructions) => AgentId is not null && Model is not null
        ? throw MistralApiException.InvalidArgument("-Model can't be given with -AgentId: the agent has its own model.")
        : new ConversationStartRequest
        {
            AgentId = AgentId,
            AgentVersion = GetAgentVersion(),
            Model = AgentId is null ? Model ?? ActiveConnection.ChatModel : null,
            Instructions = instructions,
            Tools = ToolsToSend,
            Guardrails = GetGuardrails(),
            Name = Name,
            Description = Description,
            Metadata = GetMetadata(),
        };

    private void CheckPrompt()
    {
        if (Instruction is not null)
        {
            throw MistralApiException.InvalidArgument("-Instruction can't be used with -Prompt: the stored prompt is the instruction.");
        }

        if (ConversationId is not null)
        {
            throw MistralApiException.InvalidArgument("-Prompt is set where a conversation starts, and this one goes on.");
        }
    }

    private ConversationAppendRequest CreateAppend(string conversation)
    {
        string[] ofStart = [nameof(AgentId), nameof(AgentVersion), nameof(Model), nameof(Instruction), nameof(Name), nameof(Description), nameof(Metadata), nameof(Guardrail), nameof(LibraryId)];
        return ofStart.FirstOrDefault(n => MyInvocation.BoundParameters.ContainsKey(n) && (n != nameof(Instruction) || Instruction is not null)) is { } name
            ? throw MistralApiException.InvalidArgument($"-{name} can be used only to start a conversation, not to continue one.")
            : new ConversationAppendRequest { ConversationId = conversation };
    }
}

using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.AI.Answers;
using Mistral.PowerShell.AI.Models;
using Mistral.PowerShell.Features.Agents;
using Mistral.PowerShell.Features.Conversations;
using Mistral.PowerShell.Features.Libraries;
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

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = StartSet)]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = AppendSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ContinueSet)]
    [ValidateNotNullOrEmpty]
    [Alias("Prompt")]
    [RequireText]
    public string Message { get; set; } = string.Empty;

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ContinueSet)]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = EntrySet)]
    [AllowEmptyCollection]
    public object[]? Entry { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = AppendSet)]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = EntrySet)]
    [Parameter(ParameterSetName = ContinueSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<ConversationResource>))]
    [Id(typeof(ConversationResource))]
    [Path("conversation_id")]
    public string? ConversationId { get; set; }

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
    [ValidateNotNullOrEmpty]
    [Alias("System")]
    [Body("instructions")]
    public string? Instruction { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("name")]
    public string? Name { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("description")]
    public string? Description { get; set; }

    // Its field is in one of the tools.
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<LibraryResource>))]
    [Id(typeof(LibraryResource), IsMany = true)]
    public string[] LibraryId { get; set; } = [];

    private protected override IReadOnlyCollection<string> LibrariesToSearch => LibraryId;

    // Text that is piped to a message is what the message is about.
    private string? Context => InputObject?.BaseObject as string;

    protected override void ProcessRecord()
    {
        object target = InputObject ?? (ParameterSetName == EntrySet ? (object)Entry! : Message);
        ConversationRequest? request = null;
        if (InvokeOrWriteError(() => request = CreateRequest(), target))
        {
            Start(request!, target);
        }
    }

    private ConversationRequest CreateRequest()
    {
        string? conversation = ParameterSetName == ContinueSet && Context is null ? GetConversation(InputObject!) : ConversationId;
        string? text = ParameterSetName == EntrySet ? null : Context is null ? Message : $"{Message}\n\n{Context}";
        ConversationEntry[] inputs = CreateInputs(text) ?? ConversationEntryReader.Read(Entry!);
        return WithShared(conversation is null ? CreateStart() : CreateAppend(conversation)) with { Inputs = inputs };
    }

    private string GetConversation(PSObject input) =>
        ConversationId is not null ? throw MistralApiException.InvalidArgument("What is piped to go on from says which conversation it is; -ConversationId goes with text.")
        : input.BaseObject is ConversationEvent { Reply: null } ? throw ConversationException.Unfinished(input)
        : !IsStored(input) ? throw ConversationException.NotStored(input)
        : input.Properties["ConversationId"]?.Value?.ToString() is { Length: > 0 } id ? id
        : throw ConversationException.Missing(input);

    private static bool IsStored(PSObject input) =>
        (input.BaseObject is ConversationEvent { Reply: { } whole } ? whole : input).Properties[nameof(ConversationReply.IsStored)]?.Value is not false;

    private ConversationStartRequest CreateStart() => AgentId is not null && Model is not null
        ? throw MistralApiException.InvalidArgument("-Model can't be given with -AgentId: the agent has its own model.")
        : new ConversationStartRequest
        {
            AgentId = AgentId,
            AgentVersion = GetAgentVersion(),
            Model = AgentId is null ? Model ?? ActiveConnection.ChatModel : null,
            Instructions = Instruction,
            Tools = ToolsToSend,
            Guardrails = GetGuardrails(),
            Name = Name,
            Description = Description,
            Metadata = GetMetadata(),
        };

    private ConversationAppendRequest CreateAppend(string conversation)
    {
        string[] ofStart = [nameof(AgentId), nameof(AgentVersion), nameof(Model), nameof(Instruction), nameof(Name), nameof(Description), nameof(Metadata), nameof(Guardrail), nameof(LibraryId)];
        return ofStart.FirstOrDefault(MyInvocation.BoundParameters.ContainsKey) is { } name
            ? throw MistralApiException.InvalidArgument($"-{name} is set where a conversation starts, and this one goes on.")
            : new ConversationAppendRequest { ConversationId = conversation };
    }
}

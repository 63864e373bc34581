using System.Collections.Generic;
using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.AI.Answers;
using Mistral.PowerShell.AI.Media;
using Mistral.PowerShell.Features.Chat;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Invoke, "MistralChat", DefaultParameterSetName = MessageSet, SupportsShouldProcess = true)]
[OutputType(typeof(ChatReply), typeof(ChatDelta), typeof(string), typeof(PSObject))]
[Operation("POST", "/v1/chat/completions", Supplies = ["model", "messages"])]
[Operation("POST", "/v1/agents/completions", Supplies = ["agent_id", "messages"])]
public sealed class InvokeMistralChatCommand : ChatExchangeCommand
{
    private const string MessageSet = "Message";
    private const string ContinueSet = "Continue";
    private const string ConversationSet = "Conversation";

    private IReadOnlyList<ChatMessage>? _history;
    private IReadOnlyList<ContentChunk>? _media;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = MessageSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ContinueSet)]
    [ValidateNotNullOrEmpty]
    [Alias("Prompt")]
    [RequireText(nameof(Message), "Prompt")]
    public string Message { get; set; } = string.Empty;

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ContinueSet)]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

    [Parameter(ParameterSetName = MessageSet)]
    [Parameter(ParameterSetName = ContinueSet)]
    [ValidateNotNull]
    public object[]? History { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = ConversationSet)]
    [ValidateNotNullOrEmpty]
    public object[]? Conversation { get; set; }

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
    [SupportsWildcards]
    [Media]
    public MediaArgument[]? Audio { get; set; }

    // Text that is piped to a question is what the question is about.
    private string? Context => InputObject?.BaseObject as string ?? ObjectText.FindXml(InputObject);

    protected override void ProcessRecord()
    {
        object target = InputObject ?? (ParameterSetName == ConversationSet ? (object)Conversation! : Message);
        ChatRequest? request = null;
        if (InvokeOrWriteError(() => request = CreateRequest(), target))
        {
            RunEach(token => ExchangeAsync(request!, target, token), target);
        }
    }

    private ChatRequest CreateRequest()
    {
        ChatConversation conversation = new()
        {
            System = System,
            History = ParameterSetName == ContinueSet && Context is null ? GetReplyHistory(InputObject!) : _history ??= GetHistory(),
            Question = ParameterSetName == ConversationSet ? null : Context is null ? Message : $"{Message}\n\n{Context}",
            Media = _media ??= ReadMedia(),
        };
        return CreateRequest(conversation.GetMessages(), InputObject?.Properties["Model"]?.Value as string);
    }

    private IReadOnlyList<ChatMessage> GetHistory() => HistoryReader.Read(Conversation ?? History ?? []);

    private IReadOnlyList<ChatMessage> GetReplyHistory(PSObject reply) => History is null
        ? HistoryReader.ReadReply(reply)
        : throw MistralApiException.InvalidArgument("A reply to go on from has its history with it; -History can't be given as well.");

    private ContentChunk[] ReadMedia()
    {
        MediaReader reader = new(SessionState.Path);
        return ParameterSetName == ConversationSet && (Image ?? Document ?? Audio) is not null
            ? throw MistralApiException.InvalidArgument("-Image, -Document and -Audio go with -Message: they are what it is about.")
            : [.. reader.Read(Image, MediaKind.Image), .. reader.Read(Document, MediaKind.Document), .. reader.Read(Audio, MediaKind.Audio)];
    }
}

using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Invoke, "MistralChat", DefaultParameterSetName = MessageSet)]
[OutputType(typeof(ChatReply), typeof(ChatDelta), typeof(string))]
[Operation("POST", "/v1/chat/completions", Supplies = ["model", "messages"])]
public sealed class InvokeMistralChatCommand : ConnectedCmdlet
{
    private const string MessageSet = "Message";
    private const string ContinueSet = "Continue";
    private const string FallbackModel = "mistral-small-latest";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = MessageSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ContinueSet)]
    [ValidateNotNullOrEmpty]
    [Alias("Prompt")]
    [Text]
    public string Message { get; set; } = string.Empty;

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ContinueSet)]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? System { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [Body("model")]
    public string? Model { get; set; }

    [Parameter]
    [ValidateRange(0.0, 1.5)]
    [Body("temperature")]
    public double? Temperature { get; set; }

    [Parameter]
    [ValidateRange(0.000001, 1.0)]
    [Body("top_p")]
    public double? TopP { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [Alias("MaxTokens")]
    [Body("max_tokens")]
    public int? MaximumTokenCount { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Alias("Stop")]
    [Body("stop")]
    public string[]? StopSequence { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [Alias("Seed")]
    [Body("random_seed")]
    public int? RandomSeed { get; set; }

    [Parameter]
    [Body("stream")]
    public SwitchParameter Stream { get; set; }

    [Parameter]
    public SwitchParameter AsText { get; set; }

    protected override void ProcessRecord()
    {
        // Text that is piped to a question is what the question is about.
        string? context = InputObject?.BaseObject as string;
        IReadOnlyList<ChatMessage>? history = ParameterSetName == ContinueSet && context is null ? GetHistory() : [];
        if (history is null)
        {
            return;
        }

        ChatCompletionRequest request = CreateRequest(history, context is null ? Message : $"{Message}\n\n{context}");
        RunAsync(token => Stream ? StreamAsync(request, token) : CompleteAsync(request, token), target: InputObject ?? (object)Message);
    }

    private ChatCompletionRequest CreateRequest(IReadOnlyList<ChatMessage> history, string question)
    {
        IEnumerable<ChatMessage> messages = history.Append(ChatMessage.User(question));
        if (System is not null)
        {
            messages = messages.Where(m => m.Role != "system").Prepend(ChatMessage.System(System));
        }

        return new ChatCompletionRequest
        {
            Model = Model ?? InputObject?.Properties["Model"]?.Value as string ?? ActiveConnection.DefaultModel ?? FallbackModel,
            Messages = [.. messages],
            Temperature = Temperature,
            TopP = TopP,
            MaxTokens = MaximumTokenCount,
            Stop = StopSequence,
            RandomSeed = RandomSeed,
        };
    }

    // Null where the object is no reply to go on from, which has then been said.
    private IReadOnlyList<ChatMessage>? GetHistory()
    {
        if (InputObject?.Properties["History"]?.Value is IReadOnlyList<ChatMessage> history)
        {
            return history;
        }

        const string Reason = "The input is no reply to go on from: it has no History.";
        WriteError(new ErrorRecord(new PSArgumentException(Reason, nameof(InputObject)), "MistralNoHistory", ErrorCategory.InvalidArgument, InputObject)
        {
            ErrorDetails = new ErrorDetails(Reason)
            {
                RecommendedAction = "Pipe a reply of Invoke-MistralChat; of a stream, its last piece; or text that the message is about.",
            },
        });
        return null;
    }

    private async Task CompleteAsync(ChatCompletionRequest request, CancellationToken cancellationToken)
    {
        ChatCompletion completion = await Client.Chat.CompleteAsync(request, this, cancellationToken).ConfigureAwait(false);
        foreach (ChatChoice choice in completion.Choices)
        {
            PSObject reply = ChatOutput.CreateReply(completion, choice, request.Messages);
            await WriteAsync(AsText ? reply.ToString() : reply).ConfigureAwait(false);
        }
    }

    private async Task StreamAsync(ChatCompletionRequest request, CancellationToken cancellationToken)
    {
        ChatMessageBuilder whole = new();
        ChatDelta? ending = null;
        TokenUsage? usage = null;
        await foreach (ChatCompletionChunk chunk in Client.Chat.StreamAsync(request, this, cancellationToken).ConfigureAwait(false))
        {
            usage = chunk.Usage ?? usage;
            foreach (ChatChunkChoice choice in chunk.Choices ?? [])
            {
                if (choice.Delta is not null)
                {
                    whole.Add(choice.Delta);
                }

                ChatDelta delta = ChatOutput.CreateDelta(chunk, choice.Delta, choice.FinishReason);
                if (choice.FinishReason is not null)
                {
                    // Kept back until the end, for the tokens may be told after it.
                    ending = delta;
                }
                else if (delta.Content.Length > 0 || delta.Reasoning is not null)
                {
                    await WriteDeltaAsync(delta).ConfigureAwait(false);
                }
            }
        }

        if (ending is not null)
        {
            ChatMessage[] history = [.. request.Messages, whole.Build()];
            await WriteDeltaAsync(ending.Complete(ChatOutput.CreateUsage(usage), history)).ConfigureAwait(false);
        }
    }

    private ValueTask WriteDeltaAsync(ChatDelta delta) => WriteAsync(AsText ? delta.Content : delta);
}

using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.AI.Answers;
using Mistral.PowerShell.Features.Chat;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Invoke, "MistralFim")]
[OutputType(typeof(FimReply), typeof(ChatDelta), typeof(string))]
[Operation("POST", "/v1/fim/completions", Supplies = ["model"])]
public sealed class InvokeMistralFimCommand : CompletionCommand
{
    private const string FallbackModel = "codestral-latest";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [RequireText(nameof(Prompt))]
    [Body("prompt")]
    public string Prompt { get; set; } = string.Empty;

    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Body("suffix")]
    public string? Suffix { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [Alias("MinTokens")]
    [Body("min_tokens")]
    public int? MinimumTokenCount { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(FimModelCompleter))]
    [Body("model")]
    public override string? Model { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _ = InvokeOrTerminate(CreateRequest);
    }

    protected override void ProcessRecord()
    {
        FimCompletionRequest request = CreateRequest();
        RunEach(
            token => Stream ? StreamAsync(request, token) : CompleteAsync(request, token),
            target: Prompt);
    }

    private FimCompletionRequest CreateRequest() => WithShared(new FimCompletionRequest
    {
        Model = Model ?? FallbackModel,
        Prompt = Prompt,
        Suffix = Suffix,
        Temperature = Temperature,
        TopP = TopP,
        MinTokens = MinimumTokenCount,
    });

    private async Task StreamAsync(FimCompletionRequest request, CancellationToken cancellationToken)
    {
        StreamedCompletion streamed = await WritePiecesAsync(Client.Fim.StreamAsync(request, this, cancellationToken)).ConfigureAwait(false);
        await WriteEndingsAsync(streamed, loop: null, target: request.Prompt).ConfigureAwait(false);
    }

    private async Task CompleteAsync(FimCompletionRequest request, CancellationToken cancellationToken)
    {
        ChatCompletion completion = await Client.Fim.CompleteAsync(request, this, cancellationToken).ConfigureAwait(false);
        ActiveConnection.UsageCounter.Add(completion.Usage);
        foreach (ChatChoice choice in completion.Choices)
        {
            if (ReportFailedAnswer(choice, request.Prompt))
            {
                continue;
            }

            WarnOfCut(choice);
            PSObject reply = ChatOutput.CreateFimReply(request.Prompt, completion, choice);
            await WriteAsync(AsText ? reply.ToString() : reply).ConfigureAwait(false);
        }
    }
}

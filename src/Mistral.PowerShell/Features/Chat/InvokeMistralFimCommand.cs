using System.Collections.Generic;
using System.Diagnostics;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.Client.Chat;
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

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

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
        object target = InputObject is null || InputObject.BaseObject is string ? Prompt : InputObject;
        ExchangeRoute? route = Guard.CreateRoute(Guard.CreateRedactor());
        RunEach(
            token =>
            {
                if (IsDebug)
                {
                    TraceRequest(route?.GetSent(request.CreateBody()) ?? request.CreateBody());
                }

                return Stream ? StreamAsync(request, target, route, token) : CompleteAsync(request, target, route, token);
            },
            target);
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

    private IAsyncEnumerable<ChatCompletionChunk> ReadStream(FimCompletionRequest request, ExchangeRoute? route, CancellationToken cancellationToken)
    {
        IAsyncEnumerable<ChatCompletionChunk> chunks = (route?.Endpoints.Fim ?? Client.Fim).StreamAsync(request, this, cancellationToken);
        return route?.Restore(chunks, cancellationToken) ?? chunks;
    }

    private async Task StreamAsync(FimCompletionRequest request, object target, ExchangeRoute? route, CancellationToken cancellationToken)
    {
        StreamedCompletion streamed = await WritePiecesAsync(request, ReadStream(request, route, cancellationToken), target, route).ConfigureAwait(false);
        await WriteEndingsAsync(streamed, loop: null, target).ConfigureAwait(false);
    }

    private async Task CompleteAsync(FimCompletionRequest request, object target, ExchangeRoute? route, CancellationToken cancellationToken)
    {
        ChatCompletion completion;
        decimal? cost;
        if (Show)
        {
            StreamedCompletion shown = await ShowAsync(request, ReadStream(request, route, cancellationToken), target, route).ConfigureAwait(false);
            (completion, cost) = (shown.Whole, shown.Cost);
        }
        else
        {
            long started = Stopwatch.GetTimestamp();
            completion = await (route?.Endpoints.Fim ?? Client.Fim).CompleteAsync(request, this, cancellationToken).ConfigureAwait(false);
            cost = CountRequest(completion.Model, completion.Usage, started, request.Model, () => EstimatedUsage.Of(request, completion), route);
        }

        if (IsDebug)
        {
            TraceResponse(completion, ChatJson.Context.ChatCompletion);
        }

        foreach (ChatChoice choice in completion.Choices)
        {
            if (ReportFailedAnswer(choice, target))
            {
                continue;
            }

            WarnOfCut(choice);
            PSObject reply = ChatOutput.CreateFimReply(request.Prompt, completion, choice, cost, route?.IsFromCache is true);
            await WriteAnswerAsync(AsText ? reply.ToString() : reply, target, completion.Usage).ConfigureAwait(false);
        }
    }
}

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Management.Automation;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.AI.Answers;
using Mistral.PowerShell.AI.Cache;
using Mistral.PowerShell.AI.Models;
using Mistral.PowerShell.AI.Tools;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>The base of the chat and code completion cmdlets: the model and the sampling options.</summary>
public abstract class CompletionCommand : ModelCommand
{
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ChatModelCompleter))]
    [Body("model")]
    public virtual string? Model { get; set; }

    [Parameter]
    [ValidateRange(0.0, 1.5)]
    [Body("temperature")]
    public double? Temperature { get; set; }

    [Parameter]
    [ValidateRange(0.000001, 1.0)]
    [Body("top_p")]
    public double? TopP { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("prompt_cache_key")]
    public string? PromptCacheKey { get; set; }

    [Parameter]
    [Duration]
    public TimeSpan? CacheFor { get; set; }

    private protected override TimeSpan? CacheAge => CacheFor;

    /// <summary>Sets the fields that all completion requests have.</summary>
    private protected T WithShared<T>(T request)
        where T : CompletionRequest =>
        (T)((CompletionRequest)request with
        {
            MaxTokens = MaximumTokenCount,
            Stop = StopSequence,
            RandomSeed = RandomSeed,
            Metadata = GetMetadata(),
            PromptCacheKey = PromptCacheKey,
        });

    /// <summary>Writes the pieces of a stream as they arrive, except the last piece of each answer.</summary>
    /// <param name="request">The request of the stream.</param>
    /// <param name="chunks">The stream.</param>
    /// <param name="target">The input of the answer.</param>
    /// <param name="route">The way of the request; null if it is sent directly.</param>
    /// <param name="isWritten">Whether the pieces are written.</param>
    internal async Task<StreamedCompletion> WritePiecesAsync(
        CompletionRequest request, IAsyncEnumerable<ChatCompletionChunk> chunks, object target, ExchangeRoute? route, bool isWritten = true)
    {
        ChatCompletionBuilder whole = new();
        Dictionary<int, ChatDelta> endings = [];
        bool begun = false;
        decimal? cost = null;
        long started = Stopwatch.GetTimestamp();
        try
        {
            await foreach (ChatCompletionChunk chunk in chunks.ConfigureAwait(false))
            {
                begun = true;
                whole.Add(chunk);
                foreach (ChatChunkChoice choice in chunk.Choices ?? [])
                {
                    ChatDelta delta = ChatOutput.CreateDelta(chunk, choice);
                    if (endings.Count > 0 && endings.TryGetValue(choice.Index, out ChatDelta? kept) && kept.HasText && delta.HasText)
                    {
                        // Another piece follows the piece with the finish reason.
                        endings[choice.Index] = kept.WithoutText();
                        await WritePieceAsync(kept.WithoutEnd(), target, isWritten).ConfigureAwait(false);
                    }

                    if (choice.FinishReason is not null)
                    {
                        // Written at the end, because the usage may arrive after it.
                        endings[choice.Index] = delta.HasText || !endings.TryGetValue(choice.Index, out kept) ? delta : kept;
                    }
                    else
                    {
                        await WritePieceAsync(delta, target, isWritten).ConfigureAwait(false);
                    }
                }
            }
        }
        finally
        {
            if (begun)
            {
                cost = CountRequest(whole.Model, whole.Usage, started, request.ModelOrAgent, () => EstimatedUsage.Of(request, whole.Build()), route);
            }
        }

        return new StreamedCompletion(whole.Build(), endings) { Cost = cost, IsFromCache = route?.IsFromCache is true };
    }

    /// <summary>Writes the last piece of each answer of a stream.</summary>
    /// <param name="streamed">The stream.</param>
    /// <param name="loop">The tool loop, or null.</param>
    /// <param name="target">The input of the answer.</param>
    internal async Task WriteEndingsAsync(StreamedCompletion streamed, ToolLoop<ChatRequest, ChatCompletion>? loop, object target)
    {
        PSObject? usage = CreateUsage(streamed.Whole.Usage);
        foreach (ChatChoice choice in streamed.Whole.Choices)
        {
            // Some servers end a stream without a finish reason.
            ChatDelta ending = streamed.Endings.TryGetValue(choice.Index, out ChatDelta? last) ? last
                : new ChatDelta { Content = string.Empty, Index = choice.Index, Model = streamed.Whole.Model, Id = streamed.Whole.Id };
            await WriteDeltaAsync(ending.Complete(choice, usage, streamed.Cost, loop, streamed.IsFromCache), target, streamed.Whole.Usage).ConfigureAwait(false);
            WarnOfCut(choice);
            _ = ReportFailedAnswer(choice, target);
        }
    }

    /// <summary>Shows a stream in the host as it arrives.</summary>
    internal async Task<StreamedCompletion> ShowAsync(
        CompletionRequest request, IAsyncEnumerable<ChatCompletionChunk> chunks, object target, ExchangeRoute? route)
    {
        StreamedCompletion streamed = await WritePiecesAsync(request, chunks, target, route).ConfigureAwait(false);
        foreach (ChatDelta ending in streamed.Endings.Values)
        {
            ShowFirst(ending);
        }

        ShowPiece("\n");
        return streamed;
    }

    private ValueTask WritePieceAsync(ChatDelta delta, object target, bool isWritten)
    {
        if (!Show)
        {
            return isWritten && delta.HasText ? WriteDeltaAsync(delta, target) : default;
        }

        ShowFirst(delta);
        return default;
    }

    // The pieces of several answers would be mixed.
    private void ShowFirst(ChatDelta delta)
    {
        if (delta.Index == 0 && delta.Content.Length > 0)
        {
            ShowPiece(delta.Content);
        }
    }

    private ValueTask WriteDeltaAsync(ChatDelta delta, object target, TokenUsage? usage = null) => WriteAnswerAsync(AsText ? delta.Content : delta, target, usage);
}

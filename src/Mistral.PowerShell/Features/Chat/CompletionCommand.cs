using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.AI.Answers;
using Mistral.PowerShell.AI.Models;
using Mistral.PowerShell.AI.Tools;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>What chats and the completion of code have in common: the model, and how it chooses its words.</summary>
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
    [ValidateNotNull]
    [Body("metadata")]
    [ObjectToDictionary]
    public IDictionary? Metadata { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("prompt_cache_key")]
    public string? PromptCacheKey { get; set; }

    /// <summary>Sets on a request what all requests for completions have.</summary>
    private protected T WithShared<T>(T request)
        where T : CompletionRequest =>
        (T)((CompletionRequest)request with
        {
            MaxTokens = MaximumTokenCount,
            Stop = StopSequence,
            RandomSeed = RandomSeed,
            Metadata = Metadata is null ? null : PSJsonWriter.ToElement(Metadata),
            PromptCacheKey = PromptCacheKey,
        });

    /// <summary>Writes the pieces of a stream as they come, but for the last of each answer.</summary>
    /// <param name="chunks">The stream.</param>
    /// <param name="isWritten">Whether the pieces are written at all.</param>
    internal async Task<StreamedCompletion> WritePiecesAsync(IAsyncEnumerable<ChatCompletionChunk> chunks, bool isWritten = true)
    {
        ChatCompletionBuilder whole = new();
        Dictionary<int, ChatDelta> endings = [];
        bool begun = false;
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
                        // More comes after what was taken for the last piece.
                        endings[choice.Index] = kept.WithoutText();
                        await WritePieceAsync(kept.WithoutEnd(), isWritten).ConfigureAwait(false);
                    }

                    if (choice.FinishReason is not null)
                    {
                        // Kept back until the end, for the tokens may be told after it.
                        endings[choice.Index] = delta.HasText || !endings.TryGetValue(choice.Index, out kept) ? delta : kept;
                    }
                    else
                    {
                        await WritePieceAsync(delta, isWritten).ConfigureAwait(false);
                    }
                }
            }
        }
        finally
        {
            if (begun)
            {
                ActiveConnection.UsageCounter.Add(whole.Usage);
            }
        }

        return new StreamedCompletion(whole.Build(), endings);
    }

    /// <summary>Writes for each answer of a stream its last piece.</summary>
    /// <param name="streamed">The stream.</param>
    /// <param name="loop">The conversation, or null.</param>
    /// <param name="target">The input that it is about.</param>
    internal async Task WriteEndingsAsync(StreamedCompletion streamed, ToolLoop<ChatRequest, ChatCompletion>? loop, object target)
    {
        PSObject? usage = ChatOutput.CreateUsage(streamed.Whole.Usage);
        foreach (ChatChoice choice in streamed.Whole.Choices)
        {
            // Some servers end a stream without saying why.
            ChatDelta ending = streamed.Endings.TryGetValue(choice.Index, out ChatDelta? last) ? last
                : new ChatDelta { Content = string.Empty, Index = choice.Index, Model = streamed.Whole.Model, Id = streamed.Whole.Id };
            await WriteDeltaAsync(ending.Complete(choice, usage, loop)).ConfigureAwait(false);
            WarnOfCut(choice);
            _ = ReportFailedAnswer(choice, target);
        }
    }

    private ValueTask WritePieceAsync(ChatDelta delta, bool isWritten) => isWritten && delta.HasText ? WriteDeltaAsync(delta) : default;

    private ValueTask WriteDeltaAsync(ChatDelta delta) => WriteAsync(AsText ? delta.Content : delta);
}

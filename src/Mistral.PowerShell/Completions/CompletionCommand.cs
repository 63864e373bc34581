using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Threading.Tasks;
using Mistral.Client;

namespace Mistral.PowerShell;

/// <summary>What chats and the completion of code have in common: the model, and how it chooses its words.</summary>
public abstract class CompletionCommand : ConnectedCmdlet
{
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
    [ValidateNotNull]
    [Body("metadata")]
    public IDictionary? Metadata { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("prompt_cache_key")]
    public string? PromptCacheKey { get; set; }

    [Parameter]
    [Body("stream")]
    public SwitchParameter Stream { get; set; }

    [Parameter]
    public SwitchParameter AsText { get; set; }

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

    /// <summary>Writes the pieces of a stream as they come, and at its end for each answer a last one with what is known then.</summary>
    /// <param name="chunks">The stream.</param>
    /// <param name="asked">What was asked; null where there is no conversation.</param>
    private protected async Task WriteStreamAsync(IAsyncEnumerable<ChatCompletionChunk> chunks, IReadOnlyList<ChatMessage>? asked)
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
                    if (choice.FinishReason is not null)
                    {
                        // Kept back until the end, for the tokens may be told after it.
                        endings[choice.Index] = delta;
                    }
                    else if (delta.Content.Length > 0 || delta.Reasoning is not null)
                    {
                        await WriteDeltaAsync(delta).ConfigureAwait(false);
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

        PSObject? usage = ChatOutput.CreateUsage(whole.Usage);
        foreach (ChatChoice choice in whole.Build().Choices)
        {
            if (endings.TryGetValue(choice.Index, out ChatDelta? ending))
            {
                await WriteDeltaAsync(ending.Complete(choice, usage, asked)).ConfigureAwait(false);
            }
        }
    }

    private ValueTask WriteDeltaAsync(ChatDelta delta) => WriteAsync(AsText ? delta.Content : delta);

    /// <summary>Does something for one input whose failure is an error among others.</summary>
    /// <returns>Whether it was done.</returns>
    private protected bool TryForInput(Action action, object target)
    {
        try
        {
            action();
            return true;
        }
        catch (RecordedException e)
        {
            WriteError(e.ToRecord());
        }
        catch (MistralApiException e)
        {
            WriteError(ErrorRecords.From(e, target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            WriteError(ErrorRecords.FromFile(e, target));
        }

        return false;
    }
}

using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;

namespace Mistral.PowerShell.AI.Redaction;

/// <summary>Restores the values in the events of streams, also if a mark is split between events.</summary>
internal static class StreamRestorer
{
    /// <summary>Restores the texts of a completion. The arguments of tool calls are restored when the stream has ended.</summary>
    public static async IAsyncEnumerable<ChatCompletionChunk> RestoreAsync(
        IAsyncEnumerable<ChatCompletionChunk> chunks, Redactor redactor, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Dictionary<int, ContentRestorer> answers = [];
        await foreach (ChatCompletionChunk chunk in chunks.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            foreach (ChatChunkChoice choice in chunk.Choices ?? [])
            {
                if (choice.Delta is { Content: not null } delta)
                {
                    delta.Content = Get(answers, choice.Index, redactor).Add(delta.Content);
                }
            }

            yield return chunk;
        }

        foreach (KeyValuePair<int, ContentRestorer> answer in answers)
        {
            if (answer.Value.GetRest() is { } rest)
            {
                yield return new ChatCompletionChunk { Choices = [new ChatChunkChoice { Index = answer.Key, Delta = new Client.ChatDelta { Content = rest } }] };
            }
        }
    }

    /// <summary>Restores the arguments of the tool calls of a streamed completion.</summary>
    public static void RestoreCalls(ChatCompletion completion, Redactor redactor)
    {
        foreach (ToolCall call in completion.Choices.SelectMany(c => c.GetMessages()).SelectMany(m => m.ToolCalls ?? []))
        {
            call.Function.Arguments = call.Function.Arguments is { } arguments ? redactor.Restore(arguments, isJson: true) : null;
        }
    }

    /// <summary>Restores the events of a conversation.</summary>
    public static async IAsyncEnumerable<ConversationStreamEvent> RestoreAsync(
        IAsyncEnumerable<ConversationStreamEvent> events, Redactor redactor, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Dictionary<(string?, int), (ConversationStreamEvent Last, ContentRestorer Content, MarkRestorer Arguments)> entries = [];
        await foreach (ConversationStreamEvent item in events.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (item.Type == ConversationStreamEvent.DoneType)
            {
                foreach ((ConversationStreamEvent last, ContentRestorer content, MarkRestorer arguments) in entries.Values)
                {
                    object? rest = content.GetRest();
                    string more = arguments.GetRest();
                    if (rest is not null || more.Length > 0)
                    {
                        yield return last with { Content = rest, Arguments = more.Length > 0 ? more : null };
                    }
                }

                entries.Clear();
            }

            if (item.Content is null && item.Arguments is null && item.Other is null)
            {
                yield return item;
                continue;
            }

            if (!entries.TryGetValue((item.Id, item.OutputIndex), out (ConversationStreamEvent Last, ContentRestorer Content, MarkRestorer Arguments) entry))
            {
                entry = (item, new ContentRestorer(redactor), new MarkRestorer(redactor.Map, isJson: true));
            }

            ConversationStreamEvent restored = item with
            {
                Content = entry.Content.Add(item.Content),
                Arguments = item.Arguments is null ? null : entry.Arguments.Add(item.Arguments),
                Other = ContentRestorer.Restore(item.Other, redactor),
            };
            entries[(item.Id, item.OutputIndex)] = entry with { Last = item };
            yield return restored;
        }
    }

    private static ContentRestorer Get(Dictionary<int, ContentRestorer> answers, int index, Redactor redactor)
    {
        if (!answers.TryGetValue(index, out ContentRestorer? restorer))
        {
            answers[index] = restorer = new ContentRestorer(redactor);
        }

        return restorer;
    }

    /// <summary>Restores the pieces of one message.</summary>
    private sealed class ContentRestorer(Redactor redactor)
    {
        private readonly MarkRestorer _text = new(redactor.Map, redactor.IsJsonAnswer);
        private readonly MarkRestorer _thinking = new(redactor.Map, isJson: false);

        public static Dictionary<string, JsonElement>? Restore(Dictionary<string, JsonElement>? fields, Redactor redactor) =>
            fields?.ToDictionary(f => f.Key, f => redactor.Restore(f.Value));

        public object? Add(object? content)
        {
            if (content is string text)
            {
                return _text.Add(text);
            }

            foreach (ContentChunk chunk in content as IEnumerable<ContentChunk> ?? [])
            {
                Add(chunk, _text);
            }

            return content;
        }

        public object? GetRest()
        {
            string text = _text.GetRest();
            string thinking = _thinking.GetRest();
            if (thinking.Length == 0)
            {
                return text.Length == 0 ? null : text;
            }

            ContentChunk chunk = new() { Type = ContentChunk.ThinkingType, Thinking = [ContentChunk.OfText(thinking)] };
            return text.Length == 0 ? new[] { chunk } : new[] { chunk, ContentChunk.OfText(text) };
        }

        private void Add(ContentChunk chunk, MarkRestorer restorer)
        {
            chunk.Text = chunk.Text is { } text ? restorer.Add(text) : null;
            chunk.Other = Restore(chunk.Other, redactor);
            foreach (ContentChunk inner in chunk.Thinking ?? [])
            {
                Add(inner, _thinking);
            }
        }
    }
}

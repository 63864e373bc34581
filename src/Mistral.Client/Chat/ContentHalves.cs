using System.Collections.Generic;
using Mistral.Client.Json;

namespace Mistral.Client.Chat;

/// <summary>
/// Joins surrogate pairs that two pieces of a text split. A single half is kept until the next piece. It becomes U+FFFD if
/// its other half doesn't come.
/// </summary>
internal sealed class ContentHalves
{
    private readonly Half _text = new();
    private readonly Half _thinking = new();

    /// <summary>Whether a half is kept.</summary>
    public bool IsWaiting => _text.Character is not null || _thinking.Character is not null;

    /// <summary>Replaces single halves in complete content.</summary>
    public static object? Replace(object? content)
    {
        ContentHalves halves = new();
        object? joined = halves.Join(content);
        halves._text.Complete();
        halves._thinking.Complete();
        return joined is string text && halves.IsWaiting ? text + Utf16.Replacement : joined;
    }

    /// <summary>Joins a piece of content with the half that was kept before it.</summary>
    /// <param name="content">The piece: a text or chunks. The chunks are modified.</param>
    public object? Join(object? content)
    {
        switch (content)
        {
            case string text:
                return _text.Join(text, chunk: null);
            case IEnumerable<ContentChunk> chunks:
                foreach (ContentChunk chunk in chunks)
                {
                    Join(chunk, _text);
                }

                break;
        }

        return content;
    }

    /// <summary>Gets the replacements of the kept halves, at the end of the content.</summary>
    public object GetRest()
    {
        string replacement = Utf16.Replacement.ToString();
        if (_thinking.Character is null)
        {
            return replacement;
        }

        ContentChunk thinking = new() { Type = ContentChunk.ThinkingType, Thinking = [ContentChunk.OfText(replacement)] };
        return _text.Character is null ? new[] { thinking } : new[] { thinking, ContentChunk.OfText(replacement) };
    }

    private void Join(ContentChunk chunk, Half half)
    {
        if (chunk.Text is { } text)
        {
            chunk.Text = half.Join(text, chunk);
        }

        foreach (ContentChunk inner in chunk.Thinking ?? [])
        {
            Join(inner, _thinking);
        }
    }

    /// <summary>The kept half of one text, and the chunk that it came in.</summary>
    private sealed class Half
    {
        private ContentChunk? _chunk;

        public char? Character { get; private set; }

        public string Join(string text, ContentChunk? chunk)
        {
            if (text.Length == 0)
            {
                return text;
            }

            string whole = Character is { } half ? half + text : text;
            Character = null;
            if (char.IsHighSurrogate(whole[whole.Length - 1]))
            {
                Character = whole[whole.Length - 1];
                _chunk = chunk;
                whole = whole.Remove(whole.Length - 1);
            }

            return Utf16.ReplaceHalves(whole);
        }

        /// <summary>Replaces the kept half in its chunk.</summary>
        public void Complete()
        {
            if (Character is not null && _chunk is not null)
            {
                _chunk.Text += Utf16.Replacement;
                Character = null;
            }
        }
    }
}

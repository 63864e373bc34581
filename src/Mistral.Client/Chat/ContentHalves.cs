using System.Collections.Generic;

namespace Mistral.Client;

/// <summary>
/// Joins the halves of a character that come in two pieces of a text. A half is kept back until the next piece; one whose other
/// half does not come becomes U+FFFD.
/// </summary>
internal sealed class ContentHalves
{
    private char? _text;
    private char? _thinking;

    /// <summary>Whether a half is kept back.</summary>
    public bool IsWaiting => _text is not null || _thinking is not null;

    /// <summary>Replaces the halves in content that is whole.</summary>
    public static object? Replace(object? content) => new ContentHalves().Join(content, isLast: true);

    /// <summary>Makes a piece of content with what was kept back before it.</summary>
    /// <param name="content">The piece: a text or chunks. Chunks are changed.</param>
    /// <param name="isLast">Whether no further piece comes.</param>
    public object? Join(object? content, bool isLast)
    {
        switch (content)
        {
            case string text:
                return Join(text, ref _text, isLast);
            case IEnumerable<ContentChunk> chunks:
                foreach (ContentChunk chunk in chunks)
                {
                    Join(chunk, ref _text, isLast);
                }

                return content;
            default:
                return isLast && _text is not null ? Join(string.Empty, ref _text, isLast) : content;
        }
    }

    private void Join(ContentChunk chunk, ref char? text, bool isLast)
    {
        if (chunk.Text is { } own)
        {
            chunk.Text = Join(own, ref text, isLast);
        }

        foreach (ContentChunk inner in chunk.Thinking ?? [])
        {
            Join(inner, ref _thinking, isLast);
        }
    }

    private static string Join(string text, ref char? waiting, bool isLast)
    {
        if (text.Length == 0 && !isLast)
        {
            return text;
        }

        string whole = waiting is { } half ? half + text : text;
        waiting = null;
        if (!isLast && char.IsHighSurrogate(whole[whole.Length - 1]))
        {
            waiting = whole[whole.Length - 1];
            whole = whole.Remove(whole.Length - 1);
        }

        return Utf16.ReplaceHalves(whole);
    }
}

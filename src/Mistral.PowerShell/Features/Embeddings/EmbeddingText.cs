using System.IO;
using System.Text;

namespace Mistral.PowerShell.Features.Embeddings;

/// <summary>A text to be embedded, and the file that it is from.</summary>
/// <param name="Text">The text.</param>
/// <param name="Index">Its place in the input, from 0.</param>
/// <param name="Path">The file's full path; null where it is from none.</param>
internal sealed record EmbeddingText(string Text, int Index, string? Path = null)
{
    private const long MaxBytes = 1024 * 1024;

    // With the mark of its own, or a reader that finds the mark goes on with an encoding that lets everything pass.
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

    /// <summary>What a user gave: the file, or the text.</summary>
    public string Source => Path ?? Text;

    /// <summary>Reads a file: as UTF-8, or as its byte order mark says.</summary>
    /// <exception cref="TextFileException">It has no text, or more than any model takes.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static EmbeddingText Read(string path, int index)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);

        // Before it is read: a file of many gigabytes would not fit into memory.
        if (stream.Length > MaxBytes)
        {
            throw TextFileException.TooLarge(path, stream.Length, MaxBytes);
        }

        using StreamReader reader = new(stream, s_strict, detectEncodingFromByteOrderMarks: true);
        try
        {
            string text = reader.ReadToEnd();
            return string.IsNullOrWhiteSpace(text) ? throw TextFileException.Empty(path) : new EmbeddingText(text, index, path);
        }
        catch (DecoderFallbackException)
        {
            throw TextFileException.NotText(path);
        }
    }
}

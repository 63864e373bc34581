using System.IO;
using System.Text;

namespace Mistral.PowerShell.Features.Embeddings;

/// <summary>A text to embed, and its file.</summary>
/// <param name="Text">The text.</param>
/// <param name="Index">The index in the input, from 0.</param>
/// <param name="Path">The full path of the file; null if the text isn't from a file.</param>
internal sealed record EmbeddingText(string Text, int Index, string? Path = null)
{
    private const long MaxBytes = 1024 * 1024;

    // This encoding has a byte order mark, because StreamReader replaces an encoding without one by a lenient one if it finds a mark.
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

    /// <summary>The user's input: the path, or the text.</summary>
    public string Source => Path ?? Text;

    /// <summary>Reads a file as UTF-8, or in the encoding of its byte order mark.</summary>
    /// <exception cref="TextFileException">The file is empty, isn't text, or is larger than any model accepts.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static EmbeddingText Read(string path, int index)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);

        // Checked before reading, because a file of many gigabytes wouldn't fit into memory.
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

using System;
using System.IO;
using System.Text;

namespace Mistral.PowerShell.Features.Indexes;

/// <summary>Reads the text of a file for an index.</summary>
internal static class IndexText
{
    private const long MaxBytes = 16 * 1024 * 1024;

    // This encoding has a byte order mark, because StreamReader replaces an encoding without one by a lenient one if it finds a mark.
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

    /// <summary>Reads a file as UTF-8, or in the encoding of its byte order mark.</summary>
    /// <exception cref="IndexException">The file is too large or isn't text. Its content would be embedded, which is billed, and never found.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static string Read(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (stream.Length > MaxBytes)
        {
            throw IndexException.TooLarge(path, MaxBytes);
        }

        using StreamReader reader = new(stream, s_strict, detectEncodingFromByteOrderMarks: true);
        try
        {
            string text = reader.ReadToEnd();
            
            // A PDF may consist of text only, but not of its own words.
            return text.IndexOf('\0') < 0 && !text.StartsWith("%PDF-", StringComparison.Ordinal) ? text : throw IndexException.NotText(path);
        }
        catch (DecoderFallbackException)
        {
            throw IndexException.NotText(path);
        }
    }
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace Mistral.PowerShell.AI.Media;

/// <summary>Determines the media type of a file from its first bytes, or else from its extension.</summary>
internal static class MediaType
{
    private const int MaxStartLength = 12;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // A question mark matches any byte.
    private static readonly (MediaKind Kind, string Start, string Type)[] s_starts =
    [
        (MediaKind.Image, "\u0089PNG\r\n\u001a\n", "image/png"),
        (MediaKind.Image, "\u00ff\u00d8\u00ff", "image/jpeg"),
        (MediaKind.Image, "GIF87a", "image/gif"),
        (MediaKind.Image, "GIF89a", "image/gif"),
        (MediaKind.Image, "RIFF????WEBP", "image/webp"),
        (MediaKind.Document, "%PDF-", "application/pdf"),
        (MediaKind.Document, "{\\rtf", "application/rtf"),
        (MediaKind.Audio, "RIFF????WAVE", "audio/wav"),
        (MediaKind.Audio, "ID3", "audio/mpeg"),
        (MediaKind.Audio, "fLaC", "audio/flac"),
        (MediaKind.Audio, "OggS", "audio/ogg"),
        (MediaKind.Audio, "????ftyp", "audio/mp4"),
        (MediaKind.Audio, "\u001aE\u00df\u00a3", "audio/webm"),
        (MediaKind.Audio, "\u00ff\u00fb", "audio/mpeg"),
        (MediaKind.Audio, "\u00ff\u00f3", "audio/mpeg"),
        (MediaKind.Audio, "\u00ff\u00f2", "audio/mpeg"),
        (MediaKind.Audio, "\u00ff\u00f1", "audio/aac"),
        (MediaKind.Audio, "\u00ff\u00f9", "audio/aac"),
    ];

    // Zip archives and plain text, which can't be recognized by their first bytes.
    private static readonly Dictionary<string, string> s_documents = new(StringComparer.OrdinalIgnoreCase)
    {
        [".docx"] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        [".pptx"] = "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        [".xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        [".odt"] = "application/vnd.oasis.opendocument.text",
        [".epub"] = "application/epub+zip",
        [".txt"] = "text/plain",
        [".log"] = "text/plain",
        [".md"] = "text/markdown",
        [".csv"] = "text/csv",
        [".html"] = "text/html",
        [".xml"] = "application/xml",
        [".json"] = "application/json",
    };

    private const string PlainText = "text/plain";

    /// <summary>The kinds that a file can have.</summary>
    public static MediaKind[] Kinds { get; } = [MediaKind.Image, MediaKind.Audio, MediaKind.Document];

    /// <summary>Whether a media type is that of text, which a message can hold as it is.</summary>
    public static bool IsText(string type) => type.StartsWith("text/", StringComparison.Ordinal) || type is "application/xml" or "application/json";

    /// <summary>Gets the media type, or null if the file isn't of the expected kind.</summary>
    /// <param name="bytes">The content of the file.</param>
    /// <param name="fileName">The name of the file; null without one.</param>
    /// <param name="kind">The expected kind.</param>
    public static string? Find(ReadOnlySpan<byte> bytes, string? fileName, MediaKind kind)
    {
        // One character for each byte.
        StringBuilder start = new(MaxStartLength);
        foreach (byte value in bytes.Slice(0, Math.Min(MaxStartLength, bytes.Length)))
        {
            _ = start.Append((char)value);
        }

        string found = start.ToString();
        foreach ((MediaKind known, string pattern, string type) in s_starts)
        {
            if (Begins(found, pattern))
            {
                return known == kind ? type : null;
            }
        }

        return kind != MediaKind.Document || fileName is null ? null
            : s_documents.TryGetValue(Path.GetExtension(fileName) ?? string.Empty, out string? named) ? named
            : IsPlainText(bytes) ? PlainText
            : null;
    }

    // Source, settings, and whatever else has only characters that a text has.
    private static bool IsPlainText(ReadOnlySpan<byte> bytes)
    {
        const byte Space = 0x20;
        foreach (byte value in bytes)
        {
            if (value < Space && value is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f' or 0x1B))
            {
                return false;
            }
        }

        try
        {
            _ = s_strict.GetCharCount(bytes.ToArray());
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static bool Begins(string start, string pattern) =>
        start.Length >= pattern.Length && !pattern.Where((c, i) => c != '?' && c != start[i]).Any();
}

using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using Mistral.Client;
using Mistral.Client.Chat;
using Mistral.PowerShell.Core.Files;

namespace Mistral.PowerShell.AI.Media;

/// <summary>Converts images, documents and sounds to the chunks of a message. Runs on the pipeline thread only.</summary>
/// <param name="paths">Resolves paths as PowerShell does: drives, <c>~</c> and wildcards.</param>
internal sealed class MediaReader(PathIntrinsics paths)
{
    private readonly FileResolver _files = new(paths);

    /// <summary>Reads the arguments of a parameter.</summary>
    /// <exception cref="MediaException">An argument can't be sent.</exception>
    public IEnumerable<ContentChunk> Read(IEnumerable<MediaArgument>? arguments, MediaKind kind) =>
        (arguments ?? []).SelectMany(a => Read(a, kind)).ToArray();

    /// <summary>Reads a file that was piped: text as it is, below its name, and anything else as the chunk of its kind.</summary>
    /// <param name="file">The file.</param>
    /// <param name="maxLength">How many characters of text there may be.</param>
    /// <exception cref="MediaException">It can't be sent.</exception>
    public (string? Text, ContentChunk? Chunk) ReadPiped(FileInfo file, int maxLength)
    {
        string path = _files.Resolve(file.FullName, isLiteral: true)[0];
        byte[] bytes = ReadFile(path, MediaKind.Audio);
        string name = Path.GetFileName(path);
        MediaKind kind = MediaType.Kinds.FirstOrDefault(k => MediaType.Find(bytes, name, k) is not null) ?? MediaKind.Document;
        if (bytes.Length == 0 || MediaType.Find(bytes, name, kind) is not { } type || !MediaType.IsText(type))
        {
            return (null, CreateChunk(bytes, name, kind));
        }

        using StreamReader reader = new(new MemoryStream(bytes), detectEncodingFromByteOrderMarks: true);
        string text = reader.ReadToEnd();
        return text.Length <= maxLength ? ($"{name}:\n\n{text}", null) : throw MediaException.NotInMessage($"'{name}'", text.Length, maxLength);
    }

    private IEnumerable<ContentChunk> Read(MediaArgument argument, MediaKind kind)
    {
        if (argument.Address is { } address)
        {
            return [ContentChunk.OfUri(kind.ChunkType, address)];
        }

        return argument.Bytes is { } bytes
            ? [CreateChunk(bytes, fileName: null, kind)]
            : _files.Resolve(argument.Path!, argument.IsLiteral).Select(path => CreateChunk(ReadFile(path, kind), Path.GetFileName(path), kind));
    }

    private static ContentChunk CreateChunk(byte[] bytes, string? fileName, MediaKind kind)
    {
        string name = fileName is null ? $"An array of {bytes.Length} bytes" : $"'{fileName}'";
        if (bytes.Length == 0)
        {
            throw MediaException.Empty(name);
        }

        if (bytes.Length > kind.MaximumBytes)
        {
            throw MediaException.TooLarge(name, bytes.Length, kind);
        }

        string type = MediaType.Find(bytes, fileName, kind) ?? throw MediaException.UnknownType(name, kind);

        // Audio is sent as base64 without a data URI, as in the API's documentation.
        MediaData data = new(bytes, kind == MediaKind.Audio ? null : type);
        return ContentChunk.OfData(kind.ChunkType, data, kind == MediaKind.Document ? fileName : null);
    }

    private static byte[] ReadFile(string path, MediaKind kind)
    {
        FileInfo file = new(path);

        // Checked before reading, because a file of many gigabytes wouldn't fit into memory.
        return file.Length > kind.MaximumBytes
            ? throw MediaException.TooLarge($"'{file.Name}'", file.Length, kind)
            : File.ReadAllBytes(path);
    }
}

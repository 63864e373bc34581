namespace Mistral.PowerShell.AI.Media;

/// <summary>What media are sent as, with the limits that the API's documentation names.</summary>
internal sealed class MediaKind
{
    private const long Megabyte = 1024 * 1024;

    private MediaKind(string name, string chunkType, long maximumBytes)
    {
        Name = name;
        ChunkType = chunkType;
        MaximumBytes = maximumBytes;
    }

    /// <summary>An image. The documentation names 10 MB in one place and 20 MB in another; the server decides between them.</summary>
    public static MediaKind Image { get; } = new("image", "image_url", 20 * Megabyte);

    /// <summary>A document.</summary>
    public static MediaKind Document { get; } = new("document", "document_url", 50 * Megabyte);

    /// <summary>A sound.</summary>
    public static MediaKind Audio { get; } = new("audio", "input_audio", 500 * Megabyte);

    /// <summary>How errors call it.</summary>
    public string Name { get; }

    /// <summary>The type of its content chunk.</summary>
    public string ChunkType { get; }

    /// <summary>The largest file that any part of the documentation allows.</summary>
    public long MaximumBytes { get; }
}

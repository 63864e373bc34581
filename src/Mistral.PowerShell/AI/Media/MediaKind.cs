namespace Mistral.PowerShell.AI.Media;

/// <summary>A kind of media, with its limit from the API's documentation.</summary>
internal sealed class MediaKind
{
    private const long Megabyte = 1024 * 1024;

    private MediaKind(string name, string chunkType, long maximumBytes)
    {
        Name = name;
        ChunkType = chunkType;
        MaximumBytes = maximumBytes;
    }

    /// <summary>An image. The documentation says 10 MB in one place and 20 MB in another; the larger limit is used here.</summary>
    public static MediaKind Image { get; } = new("image", "image_url", 20 * Megabyte);

    /// <summary>A document.</summary>
    public static MediaKind Document { get; } = new("document", "document_url", 50 * Megabyte);

    /// <summary>A sound.</summary>
    public static MediaKind Audio { get; } = new("audio", "input_audio", 500 * Megabyte);

    /// <summary>The name in error messages.</summary>
    public string Name { get; }

    /// <summary>The type of the content chunk.</summary>
    public string ChunkType { get; }

    /// <summary>The largest size that the documentation allows, in bytes.</summary>
    public long MaximumBytes { get; }
}

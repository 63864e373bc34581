using System;

namespace Mistral.Client.Chat;

/// <summary>The bytes of an image, a document or a sound. They are converted to base64 only while a request is sent.</summary>
/// <param name="bytes">The bytes.</param>
/// <param name="mediaType">The media type, for a data URI; null for base64 without a data URI.</param>
internal sealed class MediaData(ReadOnlyMemory<byte> bytes, string? mediaType)
{
    /// <summary>Creates data of the same type with other bytes.</summary>
    public MediaData With(ReadOnlyMemory<byte> other) => new(other, mediaType);

    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    /// <summary>The text before the base64.</summary>
    public string Prefix { get; } = mediaType is null ? string.Empty : $"data:{mediaType};base64,";

    public override string ToString() => $"{Prefix}... ({Bytes.Length} bytes)";
}

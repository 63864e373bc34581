using System;

namespace Mistral.PowerShell.Features.Embeddings;

/// <summary>The format of saved embeddings, for the reader and the writer. about_Mistral_Embeddings describes it.</summary>
internal static class EmbeddingFileFormat
{
    /// <summary>The only version of the format.</summary>
    public const int Version = 1;

    /// <summary>The four integers after the magic bytes: version, data type, length of the vectors, and length of the model's name.</summary>
    public const int HeaderNumbers = 4;

    /// <summary>The three integers before each vector: index, length of the text, and length of the path.</summary>
    public const int RecordNumbers = 3;

    /// <summary>The length of the checksum in bytes: a SHA-256 of all bytes before it.</summary>
    public const int ChecksumLength = 32;

    /// <summary>The length value of a missing text.</summary>
    public const int Absent = -1;

    /// <summary>The first bytes. As in PNG files, they show whether a copy program treated the file as text.</summary>
    public static ReadOnlySpan<byte> Magic => [0x89, (byte)'M', (byte)'E', (byte)'M', (byte)'B', (byte)'\r', (byte)'\n', 0x1A];

    /// <summary>The size of one number of a vector, in bytes.</summary>
    public static int SizeOf(EmbeddingDataType type) => type is EmbeddingDataType.Float ? sizeof(float) : sizeof(byte);

    /// <summary>Whether the byte of a number is signed. Not used for <c>Float</c>.</summary>
    public static bool IsSigned(EmbeddingDataType type) => type is EmbeddingDataType.Int8 or EmbeddingDataType.Binary;

    /// <summary>Converts floats between the byte order of the machine and that of the file.</summary>
    public static void Order(Span<byte> floats)
    {
        if (!BitConverter.IsLittleEndian)
        {
            for (int i = 0; i < floats.Length; i += sizeof(float))
            {
                floats.Slice(i, sizeof(float)).Reverse();
            }
        }
    }
}

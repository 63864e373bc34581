using System;

namespace Mistral.PowerShell.Features.Embeddings;

/// <summary>What the reader and the writer of saved embeddings have in common. about_Mistral_Embeddings describes the form.</summary>
internal static class EmbeddingFileFormat
{
    /// <summary>The only version there is.</summary>
    public const int Version = 1;

    /// <summary>Version, data type, length of the vectors, and length of the model's name: four whole numbers after the magic.</summary>
    public const int HeaderNumbers = 4;

    /// <summary>Index, length of the text, and length of the path: three whole numbers before each vector.</summary>
    public const int RecordNumbers = 3;

    /// <summary>The length of the checksum, a SHA-256 of all before it.</summary>
    public const int ChecksumLength = 32;

    /// <summary>In place of a length: there is no such text.</summary>
    public const int Absent = -1;

    /// <summary>The first bytes. Like those of PNG they show whether the file was taken for text on its way.</summary>
    public static ReadOnlySpan<byte> Magic => [0x89, (byte)'M', (byte)'E', (byte)'M', (byte)'B', (byte)'\r', (byte)'\n', 0x1A];

    /// <summary>How many bytes a number of a vector has.</summary>
    public static int SizeOf(EmbeddingDataType type) => type is EmbeddingDataType.Float ? sizeof(float) : sizeof(byte);

    /// <summary>Whether a number's byte has a sign; of <c>Float</c> it means nothing.</summary>
    public static bool IsSigned(EmbeddingDataType type) => type is EmbeddingDataType.Int8 or EmbeddingDataType.Binary;

    /// <summary>Turns the bytes of floats from the machine's order into the file's, or back.</summary>
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

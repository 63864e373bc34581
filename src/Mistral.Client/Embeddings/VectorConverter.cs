using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mistral.Client.Embeddings;

/// <summary>A vector: a list of numbers, or its little-endian floats in base64.</summary>
internal sealed class VectorConverter : JsonConverter<float[]>
{
    public override float[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => FromBytes(reader.GetBytesFromBase64()),
        JsonTokenType.StartArray => FromNumbers(ref reader),
        _ => throw new JsonException($"An embedding must be a list of numbers or base64, not {reader.TokenType}."),
    };

    public override void Write(Utf8JsonWriter writer, float[] value, JsonSerializerOptions options) =>
        throw new NotSupportedException("An embedding can't be written as JSON.");

    private static float[] FromNumbers(ref Utf8JsonReader reader)
    {
        float[] buffer = ArrayPool<float>.Shared.Rent(1024);
        int count = 0;
        try
        {
            while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
            {
                if (count == buffer.Length)
                {
                    float[] larger = ArrayPool<float>.Shared.Rent(count * 2);
                    buffer.AsSpan(0, count).CopyTo(larger);
                    ArrayPool<float>.Shared.Return(buffer);
                    buffer = larger;
                }

                buffer[count++] = reader.GetSingle();
            }

            return buffer.AsSpan(0, count).ToArray();
        }
        finally
        {
            ArrayPool<float>.Shared.Return(buffer);
        }
    }

    private static float[] FromBytes(byte[] bytes)
    {
        if (bytes.Length % sizeof(float) != 0)
        {
            throw new JsonException("The length of a vector in base64 must be a multiple of 4 bytes.");
        }

        float[] vector = new float[bytes.Length / sizeof(float)];
        if (BitConverter.IsLittleEndian)
        {
            bytes.AsSpan().CopyTo(MemoryMarshal.AsBytes(vector.AsSpan()));
            return vector;
        }

        Span<int> bits = MemoryMarshal.Cast<float, int>(vector.AsSpan());
        for (int i = 0; i < bits.Length; i++)
        {
            bits[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(i * sizeof(float)));
        }

        return vector;
    }
}

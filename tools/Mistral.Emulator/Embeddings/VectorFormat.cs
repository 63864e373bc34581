using System;
using System.Buffers.Binary;
using System.Linq;

namespace Mistral.Emulator;

/// <summary>A vector in the number type and encoding a request asks for.</summary>
internal static class VectorFormat
{
    private const int BitsPerByte = 8;
    private const int Offset = 128;

    public static object Write(float[] vector, string type, string encoding)
    {
        if (type == "float")
        {
            return encoding == "base64" ? Convert.ToBase64String(Bytes(vector)) : vector;
        }

        int[] numbers = type switch
        {
            "int8" => Scaled(vector),
            "uint8" => Array.ConvertAll(Scaled(vector), value => value + Offset),
            "binary" => Array.ConvertAll(Packed(vector), value => value - Offset),
            _ => Packed(vector),
        };
        return encoding == "base64" ? Convert.ToBase64String([.. numbers.Select(number => unchecked((byte)number))]) : numbers;
    }

    private static byte[] Bytes(float[] vector)
    {
        var bytes = new byte[vector.Length * sizeof(float)];
        for (var i = 0; i < vector.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), vector[i]);
        }

        return bytes;
    }

    private static int[] Scaled(float[] vector)
    {
        var largest = vector.Max(Math.Abs);
        return Array.ConvertAll(vector, value => (int)Math.Round(value / largest * sbyte.MaxValue));
    }

    private static int[] Packed(float[] vector) =>
        [.. vector.Chunk(BitsPerByte).Select(bits => bits.Select((value, i) => value > 0 ? 1 << (BitsPerByte - 1 - i) : 0).Sum())];
}

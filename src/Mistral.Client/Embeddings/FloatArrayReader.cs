using System;
using System.Buffers.Text;

namespace Mistral.Client.Embeddings;

/// <summary>Reads JSON arrays of numbers as floats, to the bit as the framework does, and several times faster.</summary>
internal sealed class FloatArrayReader
{
    // Each of these, and each integer up to 2^53, is exact as a double. So is the one rounding of their quotient or product.
    private static readonly double[] s_powers =
        [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    private const ulong MaxExact = 1UL << 53;
    private const int MaxDigits = 18;
    private const float MinNormal = 1.17549435E-38f;

    // The bits of a double that a float lacks, and the value of these halfway between two floats.
    private const long LostBits = (1L << 29) - 1;
    private const long Halfway = 1L << 28;

    private float[] _buffer = new float[1024];

    /// <summary>Reads the numbers up to the end of an array.</summary>
    /// <param name="json">The JSON after the opening bracket.</param>
    /// <param name="length">The length of the numbers: where the closing bracket is.</param>
    /// <returns>Null if this isn't an array of numbers.</returns>
    public float[]? TryRead(ReadOnlySpan<byte> json, out int length)
    {
        int count = 0;
        length = SkipSpace(json, 0);
        if (length < json.Length && json[length] == ']')
        {
            return [];
        }

        while (TryReadNumber(json, ref length, out float value))
        {
            if (count == _buffer.Length)
            {
                Array.Resize(ref _buffer, count * 2);
            }

            _buffer[count++] = value;
            length = SkipSpace(json, length);
            if (length == json.Length)
            {
                return null;
            }

            if (json[length] == ']')
            {
                return _buffer.AsSpan(0, count).ToArray();
            }

            if (json[length] != ',')
            {
                return null;
            }

            length = SkipSpace(json, length + 1);
        }

        return null;
    }

    private static int SkipSpace(ReadOnlySpan<byte> json, int at)
    {
        while (at < json.Length && json[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            at++;
        }

        return at;
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> json, ref int at, out float value)
    {
        int start = at;
        bool isNegative = at < json.Length && json[at] == '-';
        at += isNegative ? 1 : 0;
        ulong digits = 0;
        int firstDigit = at;
        int whole = ReadDigits(json, ref at, ref digits);
        int fraction = 0;
        value = 0;
        if (whole == 0 || (whole > 1 && json[firstDigit] == '0'))
        {
            return false;
        }

        if (at < json.Length && json[at] == '.')
        {
            at++;
            fraction = ReadDigits(json, ref at, ref digits);
            if (fraction == 0)
            {
                return false;
            }
        }

        int exponent = 0;
        if (at < json.Length && json[at] is (byte)'e' or (byte)'E')
        {
            at++;
            bool isSmall = at < json.Length && json[at] == '-';
            at += isSmall || (at < json.Length && json[at] == '+') ? 1 : 0;
            ulong power = 0;
            int length = ReadDigits(json, ref at, ref power);
            if (length == 0)
            {
                return false;
            }

            exponent = length > 3 ? int.MaxValue / 2 : isSmall ? -(int)power : (int)power;
        }

        exponent -= fraction;
        if (whole + fraction <= MaxDigits && digits <= MaxExact && exponent >= -22 && exponent <= 22)
        {
            double exact = exponent < 0 ? digits / s_powers[-exponent] : digits * s_powers[exponent];

            // Rounding twice differs from rounding once only halfway between two floats. .NET Framework reads -0 as 0.
            if ((BitConverter.DoubleToInt64Bits(exact) & LostBits) != Halfway && (exact == 0 ? !isNegative : exact >= MinNormal && exact < float.MaxValue))
            {
                value = isNegative ? -(float)exact : (float)exact;
                return true;
            }
        }

        ReadOnlySpan<byte> number = json.Slice(start, at - start);
        return Utf8Parser.TryParse(number, out value, out int used) && used == number.Length;
    }

    // More digits than fit make another number, which is then not used.
    private static int ReadDigits(ReadOnlySpan<byte> json, ref int at, ref ulong number)
    {
        int start = at;
        for (; at < json.Length && (uint)(json[at] - '0') is <= 9 and uint digit; at++)
        {
            number = (number * 10) + digit;
        }

        return at - start;
    }
}

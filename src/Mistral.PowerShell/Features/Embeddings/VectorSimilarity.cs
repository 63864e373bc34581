using System;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Mistral.PowerShell.Features.Embeddings;

/// <summary>
/// How near vectors are to one of the same length: the cosine of the angle between them, from -1 to 1. It is summed in
/// double precision, several numbers at once, and reads the vectors where they lie.
/// </summary>
internal sealed class VectorSimilarity
{
    /// <summary>How many numbers of a vector each number of a binary one stands for.</summary>
    public const int BitsPerNumber = 8;

    private readonly EmbeddingDataType _dataType;
    private readonly double[] _vector;
    private readonly float _zero;
    private readonly double _square;

    /// <param name="vector">The one that others are compared with.</param>
    /// <param name="dataType">The type of the numbers of all of them.</param>
    public VectorSimilarity(float[] vector, EmbeddingDataType dataType)
    {
        _dataType = dataType;
        _vector = Array.ConvertAll(vector, n => (double)n);

        // Numbers from 0 to 255 stand for -128 to 127: without this, all would point nearly the same way.
        _zero = dataType is EmbeddingDataType.UInt8 ? 128 : 0;
        foreach (double number in _vector)
        {
            _square += (number - _zero) * (number - _zero);
        }
    }

    /// <summary>Compares a vector of the same length.</summary>
    /// <returns>False where one of the two has no direction: it is all zero, or holds what is no number.</returns>
    public bool TryCompare(ReadOnlySpan<float> vector, out double score) =>
        _dataType is EmbeddingDataType.Binary or EmbeddingDataType.UBinary ? TryCompareBits(vector, out score) : TryCompareNumbers(vector, out score);

    private bool TryCompareNumbers(ReadOnlySpan<float> vector, out double score)
    {
        ReadOnlySpan<Vector<double>> wideQuery = MemoryMarshal.Cast<double, Vector<double>>(_vector.AsSpan());
        ReadOnlySpan<Vector<float>> wide = MemoryMarshal.Cast<float, Vector<float>>(vector);
        Vector<double> zeros = new(_zero);
        Vector<double> dots = default;
        Vector<double> squares = default;
        for (int i = 0; i < wide.Length; i++)
        {
            Vector.Widen(wide[i], out Vector<double> low, out Vector<double> high);
            low -= zeros;
            high -= zeros;
            dots += (low * (wideQuery[2 * i] - zeros)) + (high * (wideQuery[(2 * i) + 1] - zeros));
            squares += (low * low) + (high * high);
        }

        double dot = Vector.Dot(dots, Vector<double>.One);
        double square = Vector.Dot(squares, Vector<double>.One);
        for (int i = wide.Length * Vector<float>.Count; i < vector.Length; i++)
        {
            double number = vector[i] - _zero;
            dot += number * (_vector[i] - _zero);
            square += number * number;
        }

        score = dot / Math.Sqrt(square * _square);
        bool isDirected = !double.IsNaN(score) && !double.IsInfinity(square);

        // Rounding may bring it a little beyond.
        score = Math.Max(-1, Math.Min(1, score));
        return isDirected;
    }

    // Each bit is a number's sign, 1 or -1, so the cosine is the part of the bits that agree less the part that do not.
    private bool TryCompareBits(ReadOnlySpan<float> vector, out double score)
    {
        int different = 0;
        for (int i = 0; i < vector.Length; i++)
        {
            if (!(Math.Abs(vector[i]) < 256 && Math.Abs(_vector[i]) < 256))
            {
                score = double.NaN;
                return false;
            }

            for (int bits = ((int)vector[i] ^ (int)_vector[i]) & byte.MaxValue; bits != 0; bits &= bits - 1)
            {
                different++;
            }
        }

        score = 1 - (2.0 * different / (vector.Length * BitsPerNumber));
        return vector.Length > 0;
    }
}

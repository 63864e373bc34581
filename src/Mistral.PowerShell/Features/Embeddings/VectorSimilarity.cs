using System;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Mistral.PowerShell.Features.Embeddings;

/// <summary>
/// Calculates the cosine similarity, from -1 to 1, of one vector to others of the same length. It sums in double precision,
/// several numbers at once, and doesn't copy the vectors.
/// </summary>
internal sealed class VectorSimilarity
{
    /// <summary>The number of dimensions in each number of a binary vector.</summary>
    public const int BitsPerNumber = 8;

    private readonly EmbeddingDataType _dataType;
    private readonly double[] _vector;
    private readonly float _zero;
    private readonly double _square;

    /// <param name="vector">The vector to compare the others with.</param>
    /// <param name="dataType">The type of the numbers of all vectors.</param>
    public VectorSimilarity(float[] vector, EmbeddingDataType dataType)
    {
        _dataType = dataType;
        _vector = Array.ConvertAll(vector, n => (double)n);

        // Numbers from 0 to 255 represent -128 to 127. Without the offset, all vectors would have a similar direction.
        _zero = dataType is EmbeddingDataType.UInt8 ? 128 : 0;
        foreach (double number in _vector)
        {
            _square += (number - _zero) * (number - _zero);
        }
    }

    /// <summary>Compares a vector of the same length.</summary>
    /// <returns>False if one of the vectors has no direction: its numbers are all zero, or contain NaN.</returns>
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

        // Rounding may exceed the range slightly.
        score = Math.Max(-1, Math.Min(1, score));
        return isDirected;
    }

    // Each bit is the sign of a number, 1 or -1. So the cosine is the share of equal bits minus the share of different bits.
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

using System;
using System.Collections.Generic;
using System.Linq;

namespace Mistral.Emulator;

/// <summary>Embeds a text by hashing its words, word pairs and letter groups to signs, so that texts that share some point the same way.</summary>
internal static class TextVector
{
    private const double CommonWordWeight = 0.08;
    private const double PairWeight = 0.5;
    private const double GroupWeight = 0.25;
    private const int GroupLength = 4;
    private const int BitsPerHash = 64;

    public static float[] Of(string text, int dimension)
    {
        var counts = new Dictionary<string, (double Weight, int Count)>(StringComparer.Ordinal);
        void Add(string feature, double weight) =>
            counts[feature] = (weight, counts.TryGetValue(feature, out var seen) ? seen.Count + 1 : 1);

        string? previous = null;
        foreach (var word in TextWords.All(text))
        {
            var stem = TextWords.Stem(word);
            if (TextWords.IsCommon(word))
            {
                Add("w:" + stem, CommonWordWeight);
                continue;
            }

            Add("w:" + stem, 1);
            if (previous is not null)
            {
                Add($"p:{previous} {stem}", PairWeight);
            }

            previous = stem;
            var padded = "<" + stem + ">";
            for (var i = 0; i + GroupLength <= padded.Length; i++)
            {
                Add($"g:{padded.AsSpan(i, GroupLength)}", GroupWeight);
            }
        }

        if (counts.Count == 0)
        {
            // Nothing but signs: still a vector, and not the zero one.
            Add("t:" + text, 1);
        }

        var vector = new float[dimension];
        foreach (var (feature, (weight, count)) in counts)
        {
            AddSigned(vector, Fnv.Hash(feature), (float)(weight * (1 + Math.Log(count))));
        }

        return Normalised(vector);
    }

    /// <summary>Adds a feature's value to every dimension, with a sign for each that its hash decides.</summary>
    private static void AddSigned(float[] vector, ulong hash, float value)
    {
        var signs = hash;
        for (var i = 0; i < vector.Length; i++)
        {
            if (i % BitsPerHash == 0)
            {
                // A xorshift step: the next bits of the feature's own sequence.
                hash ^= hash << 13;
                hash ^= hash >> 7;
                hash ^= hash << 17;
                signs = hash;
            }

            vector[i] += (signs & 1) == 0 ? value : -value;
            signs >>= 1;
        }
    }

    private static float[] Normalised(float[] vector)
    {
        var length = (float)Math.Sqrt(vector.Sum(value => (double)value * value));
        if (length == 0)
        {
            vector[0] = 1;
            return vector;
        }

        return Array.ConvertAll(vector, value => value / length);
    }
}

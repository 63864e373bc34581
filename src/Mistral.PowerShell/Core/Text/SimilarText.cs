using System;
using System.Collections.Generic;
using System.Linq;

namespace Mistral.PowerShell.Core.Text;

/// <summary>Finds what a user may have meant with a misspelled name.</summary>
internal static class SimilarText
{
    /// <summary>Finds the most similar name: one with few other letters, or else one that contains the text. Null without such a name.</summary>
    public static string? Find(string text, IReadOnlyCollection<string> names) => names
        .Select(name => (Name: name, Distance: GetDistance(text.ToUpperInvariant(), name.ToUpperInvariant())))
        .Where(n => n.Distance <= Math.Max(1, text.Length / 3))
        .OrderBy(n => n.Distance)
        .Select(n => n.Name)
        .FirstOrDefault()
        ?? names.Where(n => n.Contains(text)).OrderBy(n => n.Length).FirstOrDefault();

    // The number of letters to insert, delete or replace.
    private static int GetDistance(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[right.Length];
    }
}

using System.Globalization;

namespace Mistral.PowerShell.Core.Text;

/// <summary>
/// Estimates the number of tokens of a text from its words and characters. The weights are fitted to the tokenizer of Mistral's
/// current models; the page of Measure-MistralToken has the errors. Linear time, and no memory.
/// </summary>
internal static class TokenEstimator
{
    /// <summary>Estimates the number of tokens of a text.</summary>
    public static long Estimate(string text)
    {
        double tokens = 0;
        int at = 0;
        while (at < text.Length)
        {
            int start = at;
            Kind kind = GetKind(text[at]);
            while (++at < text.Length && GetKind(text[at]) == kind)
            {
            }

            tokens += Weigh(kind, at - start);
        }

        return text.Length == 0 ? 0 : System.Math.Max(1, (long)System.Math.Round(tokens));
    }

    private static double Weigh(Kind kind, int length) => kind switch
    {
        Kind.Latin => 1 + (System.Math.Max(0, length - 6) * 0.2),
        _ => length,
    };

    private static Kind GetKind(char value) => value < 128 && char.IsLetter(value) ? Kind.Latin : Kind.Other;

    private enum Kind
    {
        Latin,
        Other,
    }
}

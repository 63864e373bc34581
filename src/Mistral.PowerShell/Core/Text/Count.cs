namespace Mistral.PowerShell.Core.Text;

/// <summary>Writes how many of something there are.</summary>
internal static class Count
{
    /// <summary>Writes a number and what it counts, in the singular for one.</summary>
    /// <param name="number">The number.</param>
    /// <param name="noun">The singular, whose plural ends in s.</param>
    public static string Of(long number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}

namespace Mistral.PowerShell.Session.Budgets;

/// <summary>What requests have used.</summary>
/// <param name="Tokens">The number of tokens.</param>
/// <param name="Cost">The cost of the requests whose price is known.</param>
internal readonly record struct Spending(long Tokens, decimal Cost)
{
    // Numbers in a file may be damaged. Larger ones would overflow when they are added up.
    private const long MaxTokens = 1_000_000_000_000_000;
    private const decimal MaxCost = 1_000_000_000_000_000;

    /// <summary>Whether the numbers can be calculated with.</summary>
    public bool IsValid => Tokens is >= 0 and <= MaxTokens && Cost is >= 0 and <= MaxCost;

    public static Spending operator +(Spending left, Spending right) => new(left.Tokens + right.Tokens, left.Cost + right.Cost);

    public static Spending operator -(Spending left, Spending right) => new(left.Tokens - right.Tokens, left.Cost - right.Cost);
}

using System;
using System.Globalization;

namespace Mistral.PowerShell;

/// <summary>The budget of a connection, and what is left of it.</summary>
public sealed record BudgetStatus
{
    /// <summary>The time in which the budget may be used.</summary>
    public BudgetPeriod Period { get; init; }

    /// <summary>The maximum number of tokens; null for no limit.</summary>
    public long? TokenBudget { get; init; }

    /// <summary>The tokens used in the period; null if the file with the counts can't be read.</summary>
    public long? TokensUsed { get; init; }

    /// <summary>The tokens that are left; null for no limit.</summary>
    public long? TokensLeft => TokenBudget is null || TokensUsed is null ? null : Math.Max(0, TokenBudget.Value - TokensUsed.Value);

    /// <summary>The maximum cost; null for no limit.</summary>
    public decimal? CostBudget { get; init; }

    /// <summary>The cost in the period of the requests whose price is known; null if the file with the counts can't be read.</summary>
    public decimal? CostUsed { get; init; }

    /// <summary>The cost that is left; null for no limit.</summary>
    public decimal? CostLeft => CostBudget is null || CostUsed is null ? null : Math.Max(0, CostBudget.Value - CostUsed.Value);

    /// <summary>When the period ends and the count starts at 0 again; null for the session.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Why the counts can't be read; null if they can.</summary>
    public string? Problem { get; init; }

    /// <inheritdoc/>
    public override string ToString()
    {
        string tokens = TokenBudget is null ? string.Empty : string.Format(CultureInfo.InvariantCulture, "{0} of {1} tokens", TokensUsed?.ToString(CultureInfo.InvariantCulture) ?? "?", TokenBudget);
        string cost = CostBudget is null ? string.Empty : string.Format(CultureInfo.InvariantCulture, "cost {0} of {1:0.######}", CostUsed?.ToString("0.######", CultureInfo.InvariantCulture) ?? "?", CostBudget);
        return $"{tokens}{(tokens.Length > 0 && cost.Length > 0 ? ", " : string.Empty)}{cost} ({Period.ToString().ToLowerInvariant()})";
    }
}

using System;
using System.Globalization;

namespace Mistral.PowerShell.Session.Budgets;

/// <summary>The limits of a connection, and the prices with which its costs are calculated.</summary>
/// <param name="Tokens">The maximum number of tokens; null for no limit.</param>
/// <param name="Cost">The maximum cost; null for no limit.</param>
/// <param name="Period">The time in which the budget may be used.</param>
/// <param name="Prices">The prices of the connection; null without them.</param>
internal sealed record Budget(long? Tokens = null, decimal? Cost = null, BudgetPeriod Period = BudgetPeriod.Session, PriceTable? Prices = null)
{
    /// <summary>The prices of the file beside the saved connections, for models that <see cref="Prices"/> lacks.</summary>
    public PriceTable? CommonPrices { get; init; }

    public bool HasLimit => Tokens is not null || Cost is not null;

    /// <summary>Whether any price is known.</summary>
    public bool HasPrices => Prices is not null || CommonPrices is not null;

    /// <summary>Describes an error in the settings of the file; null if they are valid.</summary>
    public static string? FindMistake(long? tokens, decimal? cost, BudgetPeriod? period) =>
        tokens is <= 0 ? "tokenBudget must be 1 or more."
        : cost is <= 0 ? "costBudget must be above 0."
        : period is not (null or BudgetPeriod.Session or BudgetPeriod.Day or BudgetPeriod.Month) ? "budgetPeriod must be Session, Day or Month."
        : null;

    /// <summary>Checks a budget that a user gives.</summary>
    /// <exception cref="ErrorRecordException">The limits and the prices don't fit together.</exception>
    public Budget Check() => Cost is null || HasPrices ? this : throw PriceException.Missing();

    /// <summary>Gets the prices of a model; null if they are unknown.</summary>
    public ModelPrice? FindPrice(string? model) => string.IsNullOrEmpty(model) ? null : Prices?.Find(model!) ?? CommonPrices?.Find(model!);

    /// <summary>Describes which limit is reached; null if none is.</summary>
    public string? FindReached(Spending spent) =>
        Tokens is { } tokens && spent.Tokens >= tokens ? string.Format(CultureInfo.InvariantCulture, "{0:N0} of {1} {2} used", spent.Tokens, tokens.ToString("N0", CultureInfo.InvariantCulture), tokens == 1 ? "token is" : "tokens are")
        : Cost is { } cost && spent.Cost >= cost ? string.Format(CultureInfo.InvariantCulture, "{0:0.######} of {1:0.######} is spent", spent.Cost, cost)
        : null;

    /// <summary>Names the period in a message.</summary>
    public string DescribePeriod(DateTime now) => Period switch
    {
        BudgetPeriod.Day => $" for {now:yyyy-MM-dd} (UTC)",
        BudgetPeriod.Month => $" for {now:yyyy-MM} (UTC)",
        _ => " for this session",
    };
}

using System;
using System.IO;
using Mistral.Client;
using Mistral.Client.Transport;

namespace Mistral.PowerShell.Session.Budgets;

/// <summary>
/// Counts what the requests of a connection use, and stops requests when the budget is used up. Thread-safe. A connection without
/// a budget needs no file and no price.
/// </summary>
/// <param name="account">The name under which the usage of a day is counted in the file.</param>
/// <param name="budget">The budget.</param>
internal sealed class SpendingMeter(string account, Budget budget) : IRequestGuard
{
    // A response waits less for another process than the next request, because its count can also be written later.
    private static readonly TimeSpan s_responseTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_requestTimeout = TimeSpan.FromSeconds(5);

    private readonly UsageCounter _counter = new();
    private readonly object _pendingLock = new();
    private readonly object _writeLock = new();
    private readonly string _account = account.ToLowerInvariant();
    private volatile Budget _budget = budget;

    // What has been used and isn't in the file yet.
    private Spending _pending;

    // A model without a price that has answered for an agent or a conversation. The next request of that kind is refused.
    private volatile string? _unpriced;

    /// <summary>The budget. It may be replaced at any time.</summary>
    public Budget Budget
    {
        get => _budget;
        set
        {
            _budget = value;
            _unpriced = null;
        }
    }

    /// <summary>The usage since the connection was opened.</summary>
    public ConnectionUsage Sum => _counter.Sum;

    /// <inheritdoc/>
    /// <exception cref="MistralApiException">The budget is used up, or the price of the model is unknown.</exception>
    /// <exception cref="BudgetFileException">The usage so far is unknown.</exception>
    public void Check(MistralRequest request)
    {
        Budget budget = _budget;
        if (!budget.HasLimit || BilledRequest.Find(request) is not { } billed)
        {
            return;
        }

        if (budget.FindReached(GetSpending(budget)) is { } reached)
        {
            throw new MistralApiException(
                MistralErrorKind.BudgetExceeded,
                $"The budget of the connection '{_account}'{budget.DescribePeriod(DateTime.UtcNow)} is used up: {reached}. The request was not sent.") { NothingSent = true };
        }

        if (budget.Cost is not null && FindUnpriced(budget, billed) is { } model)
        {
            throw new MistralApiException(
                MistralErrorKind.PriceUnknown,
                $"The connection '{_account}' has a cost budget, and no price is known for {model}. The request was not sent.") { NothingSent = true };
        }
    }

    /// <summary>Counts a request.</summary>
    /// <param name="model">The model that answered; null if the response doesn't name it.</param>
    /// <param name="usage">The token usage; null if the server didn't send it.</param>
    /// <param name="requested">The model or agent in the request; null if unknown.</param>
    /// <param name="pages">The number of pages that were read.</param>
    /// <returns>The cost; null if it is unknown.</returns>
    public decimal? Count(string? model, TokenUsage? usage, string? requested = null, int? pages = null)
    {
        Budget budget = _budget;
        decimal? cost = budget.HasPrices ? GetCost(budget.FindPrice(requested) ?? budget.FindPrice(model), usage, pages) : null;
        _counter.Add(usage, cost);
        if (!budget.HasLimit)
        {
            return cost;
        }

        if (budget.Cost is not null && cost is null)
        {
            _unpriced = $"the model '{model ?? requested ?? "unknown"}'";
        }

        if (budget.Period is not BudgetPeriod.Session)
        {
            lock (_pendingLock)
            {
                _pending += new Spending(usage?.TotalTokens ?? 0, cost ?? 0);
            }

            // The response was paid for, so it isn't lost if the file can't be written. The next request is refused instead.
            _ = TryWritePending(s_responseTimeout);
        }

        return cost;
    }

    /// <summary>Gets what has been used in the period of a budget.</summary>
    /// <exception cref="BudgetFileException">The usage is unknown.</exception>
    public Spending GetSpending(Budget budget)
    {
        if (budget.Period is BudgetPeriod.Session)
        {
            ConnectionUsage sum = _counter.Sum;
            return new Spending(sum.TotalTokenCount, sum.Cost ?? 0);
        }

        bool isPending;
        lock (_pendingLock)
        {
            isPending = _pending != default;
        }

        return isPending && TryWritePending(s_requestTimeout) is { } failure
            ? throw (failure as BudgetFileException ?? BudgetFileException.Unwritable(path: null, failure))
            : BudgetFile.Get(_account, budget.Period, DateTime.UtcNow);
    }

    /// <summary>Gets the budget and what is left of it; null without a budget.</summary>
    public BudgetStatus? GetStatus()
    {
        Budget budget = _budget;
        if (!budget.HasLimit)
        {
            return null;
        }

        DateTime today = DateTime.UtcNow.Date;
        BudgetStatus status = new()
        {
            Period = budget.Period,
            TokenBudget = budget.Tokens,
            CostBudget = budget.Cost,
            EndsAt = budget.Period switch
            {
                BudgetPeriod.Day => new DateTimeOffset(today.AddDays(1), TimeSpan.Zero),
                BudgetPeriod.Month => new DateTimeOffset(today.AddDays(1 - today.Day).AddMonths(1), TimeSpan.Zero),
                _ => null,
            },
        };
        try
        {
            Spending spent = GetSpending(budget);
            return status with { TokensUsed = spent.Tokens, CostUsed = spent.Cost };
        }
        catch (BudgetFileException e)
        {
            return status with { Problem = e.Message };
        }
    }

    // Returns the failure. Threads that wait meanwhile find that another has written their part too.
    private Exception? TryWritePending(TimeSpan timeout)
    {
        lock (_writeLock)
        {
            Spending pending;
            lock (_pendingLock)
            {
                pending = _pending;
            }

            if (pending == default)
            {
                return null;
            }

            try
            {
                MistralSession.Current.BudgetFile.Add(_account, pending, DateTime.UtcNow, timeout);
            }
            catch (Exception e) when (e is ErrorRecordException or IOException or UnauthorizedAccessException)
            {
                return e;
            }

            lock (_pendingLock)
            {
                _pending -= pending;
            }

            return null;
        }
    }

    private string? FindUnpriced(Budget budget, BilledRequest billed)
    {
        ModelPrice? price = budget.FindPrice(billed.Model);
        string shown = billed.Model is null ? "the model" : $"the model '{billed.Model}'";
        return billed.Unit switch
        {
            BilledUnit.InputTokens => price?.Input is null ? $"the input of {shown}" : null,
            BilledUnit.Pages => price?.Page is null ? $"a page of {shown}" : null,
            BilledUnit.Tokens => price?.Input is null || price.Output is null ? $"the input and output of {shown}" : null,
            BilledUnit.AgentTokens when price is null && IsUnknown(billed.Model) => _unpriced,
            BilledUnit.AgentTokens => price?.Input is null || price.Output is null ? $"the input and output of {shown}" : null,
            _ => "sound, which isn't billed by tokens",
        };
    }

    // Only the server knows the model of an agent, and of a conversation that it stores.
    private static bool IsUnknown(string? model) => model is null || model.StartsWith("ag_", StringComparison.Ordinal) || model.StartsWith("ag:", StringComparison.Ordinal);

    private static decimal? GetCost(ModelPrice? price, TokenUsage? usage, int? pages)
    {
        const decimal Million = 1_000_000;
        if (pages is not null)
        {
            return price?.Page * pages;
        }

        if (price is null || usage is null)
        {
            return null;
        }

        // Some responses have only a total.
        int output = usage.CompletionTokens ?? 0;
        int input = Math.Max(usage.PromptTokens, usage.TotalTokens - output);
        return output == 0 ? price.Input * input / Million : ((price.Input * input) + (price.Output * output)) / Million;
    }
}

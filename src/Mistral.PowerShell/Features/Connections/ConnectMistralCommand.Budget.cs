using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Session.Budgets;

namespace Mistral.PowerShell.Commands;

/// <content>The budget of the connection.</content>
public sealed partial class ConnectMistralCommand
{
    // A variable of the environment that isn't set must not mean a connection without a limit.
    [Parameter]
    [ValidateNotNull]
    [ValidatePositive]
    public long? TokenBudget { get; set; }

    [Parameter]
    [ValidateNotNull]
    [Cost]
    [ValidatePositive]
    public decimal? CostBudget { get; set; }

    [Parameter]
    public BudgetPeriod BudgetPeriod { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public object? Price { get; set; }

    private SavedConnection ApplyBudget(SavedConnection settings)
    {
        SavedConnection changed = settings with
        {
            TokenBudget = TokenBudget ?? settings.TokenBudget,
            CostBudget = CostBudget ?? settings.CostBudget,
            BudgetPeriod = IsBound(nameof(BudgetPeriod)) ? BudgetPeriod : settings.BudgetPeriod,
            Prices = PriceReader.Read(Price, GetUnresolvedProviderPathFromPSPath) ?? settings.Prices,
        };
        return IsBound(nameof(BudgetPeriod)) && changed.TokenBudget is null && changed.CostBudget is null
            ? throw MistralApiException.InvalidArgument("-BudgetPeriod must be used with -TokenBudget or -CostBudget.")
            : changed;
    }
}

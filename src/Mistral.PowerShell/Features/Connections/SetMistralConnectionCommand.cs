using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Session;
using Mistral.PowerShell.Session.Budgets;
using Mistral.PowerShell.Session.Connections;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralConnection", SupportsShouldProcess = true, DefaultParameterSetName = CurrentSet)]
[OutputType(typeof(MistralConnection), ParameterSetName = [CurrentSet])]
[OutputType(typeof(SavedConnection), ParameterSetName = [NameSet])]
public sealed class SetMistralConnectionCommand : MistralCmdlet
{
    private const string CurrentSet = "Current";
    private const string NameSet = "Name";

    private PriceTable? _prices;

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = NameSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public string[] Name { get; set; } = [];

    [Parameter]
    [AllowNull]
    [ValidatePositive]
    public long? TokenBudget { get; set; }

    [Parameter]
    [AllowNull]
    [Cost]
    [ValidatePositive]
    public decimal? CostBudget { get; set; }

    [Parameter]
    public BudgetPeriod BudgetPeriod { get; set; }

    [Parameter]
    [AllowNull]
    public object? Price { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void BeginProcessing() => InvokeOrTerminate(() =>
    {
        _prices = PriceReader.Read(Price, GetUnresolvedProviderPathFromPSPath);
        if (!GetChanges().Any())
        {
            throw MistralApiException.InvalidArgument("Specify at least one of -TokenBudget, -CostBudget, -BudgetPeriod and -Price.");
        }
    });

    protected override void ProcessRecord()
    {
        if (ParameterSetName == CurrentSet)
        {
            InvokeOrTerminate(SetCurrent);
            return;
        }

        foreach (string name in Name)
        {
            _ = InvokeOrWriteError(() => SetSaved(name), name, ErrorCategory.WriteError);
        }
    }

    private void SetCurrent()
    {
        MistralConnection connection = MistralSession.Current.Connection.Get(StopToken);
        Budget budget = Change(connection.Meter.Budget).Check();
        if (!ShouldProcess($"{connection} (in this session)", Describe()))
        {
            return;
        }

        connection.Meter.Budget = budget;
        if (PassThru)
        {
            WriteObject(connection);
        }
    }

    private void SetSaved(string name)
    {
        SavedConnection saved = SavedConnections.Get(name);
        _ = Change(saved.GetBudget()).Check();
        if (!ShouldProcess(saved.Name, Describe()))
        {
            return;
        }

        SavedConnections.Update(
            saved.Name,
            found =>
            {
                Budget changed = Change(found.GetBudget());
                return found with { TokenBudget = changed.Tokens, CostBudget = changed.Cost, BudgetPeriod = changed.HasLimit ? changed.Period : null, Prices = changed.Prices };
            },
            StopToken);
        saved = SavedConnections.Get(saved.Name);
        Budget budget = saved.GetBudget();
        MistralSession.Current.NamedConnections.SetBudget(saved, budget);
        if (MistralSession.Current.Connection.FindConnected() is { Name: { } current } connected && string.Equals(current, saved.Name, System.StringComparison.OrdinalIgnoreCase))
        {
            connected.Meter.Budget = budget;
        }

        if (PassThru)
        {
            WriteObject(saved);
        }
    }

    private Budget Change(Budget budget) => budget with
    {
        Tokens = IsBound(nameof(TokenBudget)) ? TokenBudget : budget.Tokens,
        Cost = IsBound(nameof(CostBudget)) ? CostBudget : budget.Cost,
        Period = IsBound(nameof(BudgetPeriod)) ? BudgetPeriod : budget.Period,
        Prices = IsBound(nameof(Price)) ? _prices : budget.Prices,
    };

    private string Describe() => $"Set {string.Join(", ", GetChanges())}";

    private IEnumerable<string> GetChanges()
    {
        if (IsBound(nameof(TokenBudget)))
        {
            yield return $"the token budget to {TokenBudget?.ToString(CultureInfo.InvariantCulture) ?? "no limit"}";
        }

        if (IsBound(nameof(CostBudget)))
        {
            yield return $"the cost budget to {CostBudget?.ToString(CultureInfo.InvariantCulture) ?? "no limit"}";
        }

        if (IsBound(nameof(BudgetPeriod)))
        {
            yield return $"the period of the budget to {BudgetPeriod}";
        }

        if (IsBound(nameof(Price)))
        {
            yield return _prices is null ? "no prices" : $"the prices of {_prices.Count} models";
        }
    }

    private bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}

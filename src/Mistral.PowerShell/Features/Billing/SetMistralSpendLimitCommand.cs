using System.Collections.Generic;
using System.Management.Automation;
using System.Text.Json;
using Mistral.Client;
using Mistral.PowerShell.Features.Billing;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralSpendLimit", SupportsShouldProcess = true, DefaultParameterSetName = AmountSet)]
[OutputType("Mistral.SpendLimit")]
[Operation("POST", "/v1/admin/spend-limit", Output = typeof(SpendLimitResource), Key = KeyKind.Admin, Action = "Set the monthly spending limit of the organization")]
public sealed class SetMistralSpendLimitCommand : OperationCommand
{
    private const string AmountSet = "Amount";
    private const string NoLimitSet = "NoLimit";

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = AmountSet)]
    [ValidateRange(0L, long.MaxValue)]
    [Body("amount", IsAlways = true)]
    public long Amount { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = NoLimitSet)]
    [Body("no_monthly_limit")]
    public SwitchParameter NoMonthlyLimit { get; set; }

    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation) =>
        [SpendLimit.Read(reply, operation.Resource!)];
}

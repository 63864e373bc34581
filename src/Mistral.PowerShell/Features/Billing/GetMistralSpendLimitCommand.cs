using System.Collections.Generic;
using System.Management.Automation;
using System.Text.Json;
using Mistral.Client;
using Mistral.PowerShell.Features.Billing;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralSpendLimit")]
[OutputType("Mistral.SpendLimit")]
[Operation("GET", "/v1/admin/spend-limit", Output = typeof(SpendLimitResource), Key = KeyKind.Admin)]
public sealed class GetMistralSpendLimitCommand : OperationCommand
{
    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation) =>
        [SpendLimit.Read(reply, operation.Resource!)];
}

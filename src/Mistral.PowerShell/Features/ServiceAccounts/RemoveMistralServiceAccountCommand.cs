using System.Management.Automation;
using Mistral.PowerShell.Features.ServiceAccounts;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Remove, "MistralServiceAccount", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[Operation("DELETE", "/v1/service-accounts/{service_account_id}", SuppressOutput = true, Action = "Remove the service account")]
public sealed class RemoveMistralServiceAccountCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<ServiceAccountResource>))]
    [Id(typeof(ServiceAccountResource))]
    [Alias("ServiceAccountId", "Name")]
    [Path("service_account_id")]
    public string? Id { get; set; }
}

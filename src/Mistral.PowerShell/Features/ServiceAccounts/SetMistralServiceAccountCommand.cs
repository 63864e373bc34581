using System.Management.Automation;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Features.ServiceAccounts;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralServiceAccount", SupportsShouldProcess = true)]
[OutputType("Mistral.ServiceAccount")]
[Operation("PATCH", "/v1/service-accounts/{service_account_id}", Output = typeof(ServiceAccountResource), Action = "Change the service account")]
public sealed class SetMistralServiceAccountCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<ServiceAccountResource>))]
    [Id(typeof(ServiceAccountResource))]
    [Alias("ServiceAccountId", "Name")]
    [Path("service_account_id")]
    public string? Id { get; set; }

    [Parameter(Mandatory = true, Position = 1)]
    [AllowNullString]
    [AllowNull]
    [AllowEmptyString]
    [Body("description")]
    public string? Description { get; set; }
}

using System.Management.Automation;
using Mistral.PowerShell.Features.ServiceAccounts;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralServiceAccountRole", SupportsShouldProcess = true)]
[OutputType("Mistral.ServiceAccountRole")]
[Operation("PUT", "/v1/service-accounts/{service_account_id}/roles", Output = typeof(ServiceAccountRoleResource), Items = "items", Action = "Replace the roles of the service account")]
public sealed class SetMistralServiceAccountRoleCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<ServiceAccountResource>))]
    [Id(typeof(ServiceAccountResource))]
    [Path("service_account_id")]
    public string? ServiceAccountId { get; set; }

    [Parameter(Mandatory = true, Position = 1)]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(IdCompleter<ServiceAccountRoleResource>))]
    [Id(typeof(ServiceAccountRoleResource), IsMany = true)]
    [Body("role_ids")]
    public string[]? RoleId { get; set; }
}

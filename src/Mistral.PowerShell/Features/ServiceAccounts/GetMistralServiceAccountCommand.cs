using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Features.ServiceAccounts;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralServiceAccount", SupportsPaging = true, DefaultParameterSetName = ListSet)]
[OutputType("Mistral.ServiceAccount")]
[Operation("GET", "/v1/service-accounts", Output = typeof(ServiceAccountResource), Items = "items", Paging = PageStyle.Offset)]
[Operation("GET", "/v1/service-accounts/{service_account_id}", Output = typeof(ServiceAccountResource))]
public sealed class GetMistralServiceAccountCommand : OperationCommand
{
    private const string ListSet = "List";
    private const string IdSet = "Id";

    [Parameter(Position = 0, ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NameCompleter<ServiceAccountResource>))]
    [Select("name")]
    public string[]? Name { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<WorkspaceResource>))]
    [Id(typeof(WorkspaceResource))]
    [Query("workspace_id")]
    public string? WorkspaceId { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [Query("include_deleted")]
    public SwitchParameter IncludeDeleted { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<ServiceAccountResource>))]
    [Id(typeof(ServiceAccountResource))]
    [Alias("ServiceAccountId")]
    [Path("service_account_id")]
    public string? Id { get; set; }
}

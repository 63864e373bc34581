using System.Collections.Generic;
using System.Management.Automation;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Features.ServiceAccounts;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.New, "MistralServiceAccount", SupportsShouldProcess = true)]
[OutputType("Mistral.ServiceAccount")]
[Operation("POST", "/v1/service-accounts", Output = typeof(ServiceAccountResource), Action = "Create the service account")]
public sealed class NewMistralServiceAccountCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [Body("name")]
    public string? Name { get; set; }

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<WorkspaceResource>))]
    [Id(typeof(WorkspaceResource))]
    [Body("workspace_id")]
    public string? WorkspaceId { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Body("description")]
    public string? Description { get; set; }

    // The workspace is where it is created, not what is created.
    private protected override IEnumerable<string> GetShouldProcessTarget(OperationAttribute operation, IReadOnlyDictionary<string, string> path) =>
        [Name!, Describe(ResourceAttribute.Of(typeof(WorkspaceResource)), WorkspaceId!, path)];
}

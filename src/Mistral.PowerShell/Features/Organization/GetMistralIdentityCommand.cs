using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralIdentity", DefaultParameterSetName = IdentitySet)]
[OutputType("Mistral.Identity")]
[OutputType("Mistral.IdentityOrganization")]
[OutputType("Mistral.IdentityWorkspace")]
[Operation("GET", "/v1/users/me", Output = "Mistral.Identity", Case = IdentitySet)]
[Operation("GET", "/v1/users/me/organizations", Output = "Mistral.IdentityOrganization", Items = "organizations", Paging = PageStyle.Offset, Case = OrganizationSet)]
[Operation("GET", "/v1/users/me/workspaces", Output = "Mistral.IdentityWorkspace", IdName = "WorkspaceId", Items = "workspaces", Paging = PageStyle.Offset, Case = WorkspaceSet)]
public sealed class GetMistralIdentityCommand : OperationCommand
{
    private const string IdentitySet = "Identity";
    private const string OrganizationSet = "Organization";
    private const string WorkspaceSet = "Workspace";

    [Parameter(Mandatory = true, ParameterSetName = OrganizationSet)]
    public SwitchParameter Organization { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = WorkspaceSet)]
    public SwitchParameter Workspace { get; set; }

    [Parameter(ParameterSetName = WorkspaceSet)]
    [ValidateNotNullOrEmpty]
    [Query("organization_id", Case = WorkspaceSet)]
    public string? OrganizationId { get; set; }
}

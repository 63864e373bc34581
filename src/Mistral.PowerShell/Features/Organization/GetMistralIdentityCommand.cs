using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralIdentity", DefaultParameterSetName = IdentitySet)]
[OutputType("Mistral.Identity")]
[OutputType("Mistral.IdentityOrganization")]
[OutputType("Mistral.IdentityWorkspace")]
[Operation("GET", "/v1/users/me", Output = typeof(IdentityResource), Case = IdentitySet)]
[Operation("GET", "/v1/users/me/organizations", Output = typeof(IdentityOrganizationResource), Items = "organizations", Paging = PageStyle.Offset, Case = OrganizationSet)]
[Operation("GET", "/v1/users/me/workspaces", Output = typeof(IdentityWorkspaceResource), Items = "workspaces", Paging = PageStyle.Offset, Case = WorkspaceSet)]
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

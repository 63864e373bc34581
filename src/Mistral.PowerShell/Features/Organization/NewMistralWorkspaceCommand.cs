using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.New, "MistralWorkspace", SupportsShouldProcess = true)]
[OutputType("Mistral.Workspace")]
[Operation("POST", "/v1/admin/workspaces", Output = typeof(WorkspaceResource), Key = KeyKind.Admin, Action = "Create the workspace")]
public sealed class NewMistralWorkspaceCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateLength(1, 255)]
    [Body("name")]
    public string? Name { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<UserResource>))]
    [Id(typeof(UserResource))]
    [Alias("UserId")]
    [Body("admin_user_id")]
    public string? AdminUserId { get; set; }

    [Parameter]
    [ValidateLength(0, 255)]
    [Body("description")]
    public string? Description { get; set; }

    [Parameter]
    [ValidateLength(0, 2)]
    [Body("icon")]
    public string? Icon { get; set; }

    [Parameter]
    [Body("add_all_org_members")]
    public SwitchParameter AddAllMember { get; set; }
}

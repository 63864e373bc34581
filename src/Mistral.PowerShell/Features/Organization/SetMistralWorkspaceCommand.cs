using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralWorkspace", SupportsShouldProcess = true)]
[OutputType("Mistral.Workspace")]
[Operation("PATCH", "/v1/admin/workspaces/{workspace_uuid}", Output = typeof(WorkspaceResource), Key = KeyKind.Admin, Action = "Change the workspace")]
public sealed class SetMistralWorkspaceCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<WorkspaceResource>))]
    [Id(typeof(WorkspaceResource))]
    [Alias("WorkspaceId")]
    [Path("workspace_uuid")]
    public string? Id { get; set; }

    [Parameter]
    [ValidateLength(1, 255)]
    [Body("name")]
    public string? Name { get; set; }

    [Parameter]
    [AllowNullString]
    [AllowNull]
    [AllowEmptyString]
    [Body("description")]
    public string? Description { get; set; }

    [Parameter]
    [AllowNullString]
    [AllowNull]
    [AllowEmptyString]
    [Body("icon")]
    public string? Icon { get; set; }
}

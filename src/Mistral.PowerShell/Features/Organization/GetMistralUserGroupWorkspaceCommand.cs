using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralUserGroupWorkspace", SupportsPaging = true)]
[OutputType("Mistral.UserGroupWorkspace")]
[Operation("GET", "/v1/admin/user-groups/{group_uuid}/workspaces", Output = "Mistral.UserGroupWorkspace", Items = "items", Paging = PageStyle.PageFromOne, Key = KeyKind.Admin)]
public sealed class GetMistralUserGroupWorkspaceCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<GetMistralUserGroupCommand>))]
    [Id(typeof(GetMistralUserGroupCommand))]
    [Path("group_uuid")]
    public string? UserGroupId { get; set; }
}

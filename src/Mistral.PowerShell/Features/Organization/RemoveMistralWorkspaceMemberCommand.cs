using System.Collections.Generic;
using System.Management.Automation;
using System.Text.Json;
using Mistral.Client;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Remove, "MistralWorkspaceMember", SupportsShouldProcess = true)]
[Operation("DELETE", "/v1/admin/workspaces/{workspace_uuid}/remove-users", Key = KeyKind.Admin, Action = "Remove the users from the workspace")]
public sealed class RemoveMistralWorkspaceMemberCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<WorkspaceResource>))]
    [Id(typeof(WorkspaceResource))]
    [Alias("WorkspaceUuid")]
    [Path("workspace_uuid")]
    public string? WorkspaceId { get; set; }

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<UserResource>))]
    [Id(typeof(UserResource), IsMany = true)]
    [Alias("UserUuid")]
    [Body("members.user_uuid", IsEach = true)]
    public string[] UserId { get; set; } = [];

    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation)
    {
        foreach (string user in JsonFields.GetTexts(reply, "not_deleted_members"))
        {
            PartialFailureException refused = PartialFailureException.MemberStays(user, WorkspaceId!);
            Post(() => WriteError(refused.ToRecord()));
        }

        return [];
    }
}

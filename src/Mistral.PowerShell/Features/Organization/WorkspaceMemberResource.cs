using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Organization;

/// <summary>A member of a workspace.</summary>
[Resource(
    "Mistral.WorkspaceMember",
    "UserId", "Name", "Email", "WorkspaceId", "WorkspaceName", "RoleId",
    IdName = "UserId", HasUuid = true, List = typeof(GetMistralWorkspaceMemberCommand))]
internal sealed class WorkspaceMemberResource;

using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Organization;

/// <summary>A workspace that a user group has access to.</summary>
[Resource(
    "Mistral.UserGroupWorkspace",
    "WorkspaceUuid", "WorkspaceName", "Roles", "RoleUuid", "RoleName", "Created",
    List = typeof(GetMistralUserGroupWorkspaceCommand))]
internal sealed class UserGroupWorkspaceResource;

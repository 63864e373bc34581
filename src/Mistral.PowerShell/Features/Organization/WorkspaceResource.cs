using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Organization;

/// <summary>A workspace of the organization.</summary>
[Resource(
    "Mistral.Workspace",
    "WorkspaceId", "Name", "Description", "Icon", "MembersCount", "SpendLimit", "IsDefault",
    IdName = "WorkspaceId", HasUuid = true, List = typeof(GetMistralWorkspaceCommand))]
internal sealed class WorkspaceResource;

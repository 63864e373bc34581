using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Organization;

/// <summary>A workspace of the key's user.</summary>
[Resource(
    "Mistral.IdentityWorkspace",
    "WorkspaceId", "Name", "OrganizationId",
    IdName = "WorkspaceId")]
internal sealed class IdentityWorkspaceResource;

using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Organization;

/// <summary>A role in the organization or in a workspace.</summary>
[Resource(
    "Mistral.Role",
    "RoleId", "Name", "Description", "IsCustomRole", "Scope",
    IdName = "RoleId", List = typeof(GetMistralRoleCommand))]
internal sealed class RoleResource;

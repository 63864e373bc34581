using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.ServiceAccounts;

/// <summary>A workspace role that a service account has or can get.</summary>
[Resource(
    "Mistral.ServiceAccountRole",
    "RoleId", "Name", "Description", "IsCustomRole",
    IdName = "RoleId", List = typeof(GetMistralServiceAccountRoleCommand))]
internal sealed class ServiceAccountRoleResource;

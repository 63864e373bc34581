using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.ServiceAccounts;

/// <summary>A service account of a workspace.</summary>
[Resource(
    "Mistral.ServiceAccount",
    "ServiceAccountId", "Name", "Description", "WorkspaceId", "OrganizationId", "CustomerId", "CreatedAt", "UpdatedAt", "DeletedAt",
    IdName = "ServiceAccountId", AcceptsName = true, List = typeof(GetMistralServiceAccountCommand))]
internal sealed class ServiceAccountResource;

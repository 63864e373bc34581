using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Organization;

/// <summary>A user of the organization.</summary>
[Resource(
    "Mistral.User",
    "UserId", "OidId", "Name", "FirstName", "LastName", "Email", "IsSsoOutsider", "Workspaces", "Subscriptions", "RawRoles",
    "RawRole",
    "SubscriptionTypes", "CreatedAt",
    IdName = "UserId", HasUuid = true, List = typeof(GetMistralUserCommand))]
internal sealed class UserResource;

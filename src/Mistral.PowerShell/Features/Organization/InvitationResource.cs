using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Organization;

/// <summary>An open invitation to the organization.</summary>
[Resource(
    "Mistral.Invitation",
    "InviteUuid", "Email", "Roles", "Role",
    IdName = "InviteUuid", IdField = "invite_uuid", HasUuid = true, List = typeof(GetMistralInvitationCommand))]
internal sealed class InvitationResource;

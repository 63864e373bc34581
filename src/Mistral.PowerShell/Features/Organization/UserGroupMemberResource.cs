using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Organization;

/// <summary>A member of a user group.</summary>
[Resource(
    "Mistral.UserGroupMember",
    "UserUuid", "Name", "Email",
    List = typeof(GetMistralUserGroupMemberCommand))]
internal sealed class UserGroupMemberResource;

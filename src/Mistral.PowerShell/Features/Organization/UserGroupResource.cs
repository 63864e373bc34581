using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Organization;

/// <summary>A group of users.</summary>
[Resource(
    "Mistral.UserGroup",
    "UserGroupId", "Name", "Description", "ExternallyManaged", "TargetType", "OrganizationRole", "ParentGroupIds",
    IdName = "UserGroupId", HasUuid = true, List = typeof(GetMistralUserGroupCommand))]
internal sealed class UserGroupResource;

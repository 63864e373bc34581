using System.Collections.Generic;
using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralUserGroupRole", SupportsShouldProcess = true)]
[Operation("PATCH", "/v1/admin/user-groups/{group_uuid}/organization-role", Key = KeyKind.Admin, Action = "Set the role that the members of the user group have in the organization")]
public sealed class SetMistralUserGroupRoleCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<UserGroupResource>))]
    [Id(typeof(UserGroupResource))]
    [Path("group_uuid")]
    public string? UserGroupId { get; set; }

    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OrganizationRoleCompleter))]
    [Body("organization_role")]
    public string? Role { get; set; }

    // Unlike other operations, this one needs the ids of roles, and the previous role names.
    private protected override Dictionary<string, object?> CreateBody()
    {
        Dictionary<string, object?> body = base.CreateBody();
        body["organization_role"] = Role?.ToUpperInvariant() switch
        {
            "ORGANIZATION_ADMIN" => "A",
            "MEMBER" => "M",
            "BILLING_MANAGER" => "B",
            _ => Role,
        };
        return body;
    }
}

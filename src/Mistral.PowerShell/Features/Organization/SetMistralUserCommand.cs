using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralUser", SupportsShouldProcess = true, DefaultParameterSetName = RoleSet)]
[OutputType("Mistral.User")]
[Operation("PATCH", "/v1/admin/users/{user_id}", Output = typeof(UserResource), Key = KeyKind.Admin, Action = "Change the user")]
public sealed class SetMistralUserCommand : OperationCommand
{
    private const string RoleSet = "Role";
    private const string RoleIdSet = "RoleId";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<UserResource>))]
    [Id(typeof(UserResource))]
    [Alias("UserId", "UserUuid")]
    [Path("user_id")]
    public string? Id { get; set; }

    [Parameter(ParameterSetName = RoleSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OrganizationRoleCompleter))]
    [Body("role_names")]
    public string[] Role { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = RoleIdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<RoleResource>))]
    [Id(typeof(RoleResource), IsMany = true)]
    [Body("roles")]
    public string[] RoleId { get; set; } = [];

    [Parameter]
    [ValidateSet("CHAT", "MISTRAL_CODE")]
    [Body("subscription_types")]
    public string[] SubscriptionType { get; set; } = [];
}

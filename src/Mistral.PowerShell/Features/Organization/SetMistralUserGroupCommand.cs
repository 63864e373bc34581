using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralUserGroup", SupportsShouldProcess = true)]
[OutputType("Mistral.UserGroup")]
[Operation("PATCH", "/v1/admin/user-groups/{group_uuid}", Output = typeof(UserGroupResource), Key = KeyKind.Admin, Action = "Change the user group")]
public sealed class SetMistralUserGroupCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<UserGroupResource>))]
    [Id(typeof(UserGroupResource))]
    [Alias("UserGroupId")]
    [Path("group_uuid")]
    public string? Id { get; set; }

    [Parameter]
    [ValidateLength(1, 255)]
    [Body("name")]
    public string? Name { get; set; }

    [Parameter]
    [AllowNullString]
    [AllowNull]
    [AllowEmptyString]
    [Body("description")]
    public string? Description { get; set; }

    [Parameter]
    [ValidateSet("W", "O")]
    [Body("target_type")]
    public string? TargetType { get; set; }

    [Parameter]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(IdCompleter<UserGroupResource>))]
    [Id(typeof(UserGroupResource), IsMany = true)]
    [Body("parent_group_ids")]
    public string[] ParentGroupId { get; set; } = [];
}

using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.New, "MistralUserGroup", SupportsShouldProcess = true)]
[OutputType("Mistral.UserGroup")]
[Operation("POST", "/v1/admin/user-groups", Output = typeof(UserGroupResource), Key = KeyKind.Admin, Action = "Create the user group")]
public sealed class NewMistralUserGroupCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateLength(1, 255)]
    [Body("name")]
    public string? Name { get; set; }

    [Parameter]
    [ValidateLength(0, 255)]
    [Body("description")]
    public string? Description { get; set; }

    [Parameter]
    [ValidateSet("W", "O")]
    [Body("target_type")]
    public string? TargetType { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(IdCompleter<UserGroupResource>))]
    [Id(typeof(UserGroupResource), IsMany = true)]
    [Body("parent_group_ids")]
    public string[] ParentGroupId { get; set; } = [];
}

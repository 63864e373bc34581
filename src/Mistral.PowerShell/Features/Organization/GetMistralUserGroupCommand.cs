using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralUserGroup", SupportsPaging = true, DefaultParameterSetName = ListSet)]
[OutputType("Mistral.UserGroup")]
[Operation("GET", "/v1/admin/user-groups", Output = typeof(UserGroupResource), Items = "items", Paging = PageStyle.PageFromOne, Key = KeyKind.Admin)]
[Operation("GET", "/v1/admin/user-groups/{group_uuid}", Output = typeof(UserGroupResource), Key = KeyKind.Admin)]
public sealed class GetMistralUserGroupCommand : OperationCommand
{
    private const string ListSet = "List";
    private const string IdSet = "Id";

    [Parameter(Position = 0, ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NameCompleter<UserGroupResource>))]
    [Query("search", IsPattern = true)]
    public string[]? Name { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<UserGroupResource>))]
    [Id(typeof(UserGroupResource))]
    [Alias("UserGroupId")]
    [Path("group_uuid")]
    public string? Id { get; set; }
}

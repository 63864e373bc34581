using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralUser", SupportsPaging = true, DefaultParameterSetName = ListSet)]
[OutputType("Mistral.User")]
[Operation("GET", "/v1/admin/users", Output = typeof(UserResource), Items = "members", Paging = PageStyle.PageFromOne, Key = KeyKind.Admin)]
[Operation("GET", "/v1/admin/users/{user_id}", Output = typeof(UserResource), Key = KeyKind.Admin)]
public sealed class GetMistralUserCommand : OperationCommand
{
    private const string ListSet = "List";
    private const string IdSet = "Id";

    [Parameter(Position = 0, ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NameCompleter<UserResource>))]
    [Select("name")]
    public string[]? Name { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [Query("email")]
    public string? Email { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<UserResource>))]
    [Id(typeof(UserResource))]
    [Alias("UserId", "UserUuid")]
    [Path("user_id")]
    public string? Id { get; set; }
}

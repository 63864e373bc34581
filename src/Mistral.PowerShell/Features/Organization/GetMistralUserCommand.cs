using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralUser", SupportsPaging = true, DefaultParameterSetName = ListSet)]
[OutputType("Mistral.User")]
[Operation("GET", "/v1/admin/users", Output = "Mistral.User", IdName = "UserId", Items = "members", Paging = PageStyle.PageFromOne, Key = KeyKind.Admin)]
[Operation("GET", "/v1/admin/users/{user_id}", Output = "Mistral.User", IdName = "UserId", Key = KeyKind.Admin)]
public sealed class GetMistralUserCommand : OperationCommand
{
    private const string ListSet = "List";
    private const string IdSet = "Id";

    [Parameter(Position = 0, ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NameCompleter<GetMistralUserCommand>))]
    [Select("name")]
    public string? Name { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [Query("email")]
    public string? Email { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<GetMistralUserCommand>))]
    [Id(typeof(GetMistralUserCommand))]
    [Alias("UserId", "UserUuid")]
    [Path("user_id")]
    public string? Id { get; set; }
}

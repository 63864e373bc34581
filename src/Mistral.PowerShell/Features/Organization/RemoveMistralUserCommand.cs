using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Remove, "MistralUser", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[Operation("DELETE", "/v1/admin/users/{user_id}", Key = KeyKind.Admin, Action = "Remove the user from the organization", SuppressOutput = true)]
public sealed class RemoveMistralUserCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<UserResource>))]
    [Id(typeof(UserResource))]
    [Alias("UserId", "UserUuid")]
    [Path("user_id")]
    public string? Id { get; set; }
}

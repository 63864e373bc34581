using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralInvitation")]
[OutputType("Mistral.Invitation")]
[Operation("GET", "/v1/admin/users-invite", Output = typeof(InvitationResource), Key = KeyKind.Admin)]
public sealed class GetMistralInvitationCommand : OperationCommand
{
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [Select("email")]
    public string[]? Email { get; set; }
}

using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Remove, "MistralInvitation", SupportsShouldProcess = true)]
[Operation("DELETE", "/v1/admin/users-invite/{invite_uuid}", Key = KeyKind.Admin, Action = "Withdraw the invitation", SuppressOutput = true)]
public sealed class RemoveMistralInvitationCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<InvitationResource>))]
    [Id(typeof(InvitationResource))]
    [Alias("InviteUuid")]
    [Path("invite_uuid")]
    public string? Id { get; set; }
}

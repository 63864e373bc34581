using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using Mistral.Client;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommunications.Send, "MistralInvitation", SupportsShouldProcess = true, DefaultParameterSetName = RoleSet)]
[OutputType("Mistral.Invitation")]
[Operation("POST", "/v1/admin/users-invite", Output = typeof(InvitationResource), Key = KeyKind.Admin, Action = "Send an invitation to the organization")]
public sealed class SendMistralInvitationCommand : OperationCommand
{
    private const string RoleSet = "Role";
    private const string RoleIdSet = "RoleId";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [Body("email", Separator = ",")]
    public string[] Email { get; set; } = [];

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
    [ValidateSet("API", "CHAT", "ON_PREMISE", "LICENSE", "MISTRAL_CODE")]
    [Body("subscription_types")]
    public string[] SubscriptionType { get; set; } = [];

    [Parameter]
    [Body("subscription_seat_automatic_granting")]
    public SwitchParameter GrantSeat { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<WorkspaceResource>))]
    [Id(typeof(WorkspaceResource), IsMany = true)]
    [Body("workspace_uuids")]
    public string[] WorkspaceId { get; set; } = [];

    [Parameter]
    [ValidateSet("en", "fr", "es", "de", "it", "pt_br", "pl", "ar", "nl")]
    [Body("email_language")]
    public string? Language { get; set; }

    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation)
    {
        HashSet<string> refused = new(StringComparer.OrdinalIgnoreCase);
        void Refuse(string field, Func<string, PartialFailureException> reason)
        {
            foreach (string email in JsonFields.GetTexts(reply, field).Where(refused.Add))
            {
                PartialFailureException refusal = reason(email);
                Post(() => WriteError(refusal.ToRecord()));
            }
        }

        Refuse("already_members", PartialFailureException.AlreadyMember);
        Refuse("invalid_emails", PartialFailureException.InvalidEmail);
        return Email.SelectMany(e => e.Split(',', '\n')).Select(e => e.Trim()).Where(e => e.Length > 0 && !refused.Contains(e)).Select(e => operation.Resource!.Create(("Email", e)));
    }
}

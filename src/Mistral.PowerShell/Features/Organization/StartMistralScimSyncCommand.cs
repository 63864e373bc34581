using System.Collections.Generic;
using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Start, "MistralScimSync", SupportsShouldProcess = true)]
[OutputType("Mistral.ScimSync")]
[Operation("POST", "/v1/admin/scim/sync", Output = typeof(ScimSyncResource), Key = KeyKind.Admin, Action = "Synchronize users and groups with the identity provider")]
public sealed class StartMistralScimSyncCommand : OperationCommand
{
    [Parameter]
    [Body("dry_run", IsNegated = true)]
    public SwitchParameter Apply { get; set; }

    [Parameter]
    [Body("sync_config.sync_users")]
    public SwitchParameter User { get; set; }

    [Parameter]
    [Body("sync_config.sync_groups")]
    public SwitchParameter Group { get; set; }

    [Parameter]
    [Body("sync_config.sync_memberships")]
    public SwitchParameter Membership { get; set; }

    [Parameter]
    [Body("sync_config.delete_missing_groups")]
    public SwitchParameter DeleteMissingGroup { get; set; }

    [Parameter]
    [Body("sync_config.deprovision_users")]
    public SwitchParameter RemoveMissingUser { get; set; }

    // If some parts are selected, the API needs false for the others.
    private protected override Dictionary<string, object?> CreateBody()
    {
        Dictionary<string, object?> body = base.CreateBody();
        if (body.TryGetValue("sync_config", out object? chosen))
        {
            Dictionary<string, object?> config = (Dictionary<string, object?>)chosen!;
            config["sync_users"] = User.ToBool();
            config["sync_groups"] = Group.ToBool();
            config["sync_memberships"] = Membership.ToBool();
        }
        else if (Apply)
        {
            throw MistralApiException.InvalidArgument("Specify what to synchronize: -User, -Group, -Membership or several of them.");
        }

        return body;
    }
}

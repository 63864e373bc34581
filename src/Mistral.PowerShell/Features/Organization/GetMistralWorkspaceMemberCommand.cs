using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Errors;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralWorkspaceMember")]
[OutputType("Mistral.WorkspaceMember")]
[Operation("GET", "/v1/admin/users", Output = typeof(WorkspaceMemberResource), Items = "members", Paging = PageStyle.PageFromOne, Key = KeyKind.Admin, IsSecondary = true)]
public sealed class GetMistralWorkspaceMemberCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<WorkspaceResource>))]
    [Id(typeof(WorkspaceResource))]
    public string? WorkspaceId { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [Select("email")]
    public string? Email { get; set; }

    // A workspace that doesn't exist has no members either, and no operation gives one workspace.
    private protected override async Task CheckEmptyAsync(CancellationToken cancellationToken)
    {
        ResourceAttribute workspace = ResourceAttribute.Of(typeof(WorkspaceResource));
        ResourceList workspaces = new(Client, OperationMetadata.Of(workspace.List!).GetList(), this);
        await foreach (JsonElement item in workspaces.ReadAsync(new Dictionary<string, string>(), query: null, cancellationToken).ConfigureAwait(false))
        {
            if (string.Equals(workspace.GetId(item), WorkspaceId, StringComparison.OrdinalIgnoreCase))
            {
                return;
            }
        }

        PostOrdered(() => WriteError(ErrorRecords.NotFound(WorkspaceId!, workspace.TypeName)));
    }

    // No operation lists the members of a workspace; a user tells the workspaces he is in.
    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation)
    {
        if (!reply.TryGetProperty("workspaces", out JsonElement workspaces) || workspaces.ValueKind is not JsonValueKind.Array)
        {
            yield break;
        }

        foreach (JsonElement workspace in workspaces.EnumerateArray().Where(w => string.Equals(JsonFields.GetText(w, "uuid"), WorkspaceId, StringComparison.OrdinalIgnoreCase)))
        {
            yield return operation.Resource!.Create(
                ("UserId", JsonFields.GetText(reply, "uuid")),
                ("Name", JsonFields.GetText(reply, "name")),
                ("Email", JsonFields.GetText(reply, "email")),
                ("WorkspaceId", JsonFields.GetText(workspace, "uuid")),
                ("WorkspaceName", JsonFields.GetText(workspace, "name")),
                ("RoleId", workspace.TryGetProperty("raw_roles", out JsonElement roles) ? JsonObjects.Convert(roles) : null));
        }
    }
}

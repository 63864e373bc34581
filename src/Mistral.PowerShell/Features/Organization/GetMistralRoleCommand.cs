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

[Cmdlet(VerbsCommon.Get, "MistralRole")]
[OutputType("Mistral.Role")]
[Operation("GET", "/v1/admin/roles", Output = typeof(RoleResource), Key = KeyKind.Admin)]
public sealed class GetMistralRoleCommand : OperationCommand
{
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NameCompleter<RoleResource>))]
    [Select("name")]
    public string[]? Name { get; set; }

    [Parameter]
    [ValidateSet("Organization", "Workspace")]
    public string? Scope { get; set; }

    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation) =>
        GetRoles(reply, "organization_roles", "Organization", operation).Concat(GetRoles(reply, "workspace_roles", "Workspace", operation));

    private IEnumerable<object?> GetRoles(JsonElement reply, string field, string scope, OperationAttribute operation)
    {
        if ((Scope is not null && !string.Equals(Scope, scope, StringComparison.OrdinalIgnoreCase)) || !reply.TryGetProperty(field, out JsonElement roles))
        {
            yield break;
        }

        foreach (JsonElement role in roles.EnumerateArray())
        {
            PSObject made = (PSObject)operation.Resource!.Read(role)!;
            JsonObjects.Set(made, "Scope", scope);
            yield return made;
        }
    }
}

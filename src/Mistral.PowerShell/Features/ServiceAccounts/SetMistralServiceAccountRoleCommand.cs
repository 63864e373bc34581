using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.ServiceAccounts;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralServiceAccountRole", SupportsShouldProcess = true)]
[OutputType("Mistral.ServiceAccountRole")]
[Operation("PUT", "/v1/service-accounts/{service_account_id}/roles", Output = typeof(ServiceAccountRoleResource), Items = "items", Action = "Replace the roles of the service account")]
public sealed class SetMistralServiceAccountRoleCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<ServiceAccountResource>))]
    [Id(typeof(ServiceAccountResource))]
    [Path("service_account_id")]
    public string? ServiceAccountId { get; set; }

    [Parameter(Mandatory = true, Position = 1)]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(IdCompleter<ServiceAccountRoleResource>))]
    [Id(typeof(ServiceAccountRoleResource), IsMany = true)]
    [Body("role_ids")]
    public string[]? RoleId { get; set; }

    // The API takes ids of roles only. Those of names are in the list of the account's workspace.
    private protected override async Task<Dictionary<string, object?>?> CompleteBodyAsync(
        Dictionary<string, object?>? body, IReadOnlyDictionary<string, string> path, CancellationToken cancellationToken)
    {
        string[] given = (string[])body!["role_ids"]!;
        if (given.Any(r => !Guid.TryParse(r, out _)))
        {
            MistralRequest ofAccount = new("GET", OperationMetadata.FillIn("/v1/service-accounts/{service_account_id}", path));
            JsonElement account = (await Client.SendAsync(ofAccount, this, cancellationToken).ConfigureAwait(false)).ReadJson();
            MistralRequest ofRoles = new("GET", "/v1/service-accounts/assignable-roles");
            ofRoles.Query.Add(new("workspace_id", JsonFields.GetText(account, "workspace_id") ?? string.Empty));
            JsonElement[] roles = [.. JsonFields.GetMember((await Client.SendAsync(ofRoles, this, cancellationToken).ConfigureAwait(false)).ReadJson(), "items").EnumerateArray()];
            body["role_ids"] = given.Select(r => Find(r, roles)).ToArray();
        }

        return body;
    }

    private static string Find(string text, JsonElement[] roles)
    {
        string?[] found = [.. roles.Where(r => string.Equals(JsonFields.GetText(r, "name"), text, StringComparison.OrdinalIgnoreCase) || JsonFields.GetId(r) == text).Select(JsonFields.GetId)];
        return found.Length == 1 ? found[0]! : throw MistralApiException.InvalidArgument(
            $"No role with the name or id '{text}' can be assigned in the workspace of the service account. Its roles: {string.Join(", ", roles.Select(r => JsonFields.GetText(r, "name")))}.");
    }
}

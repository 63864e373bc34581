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

[Cmdlet(VerbsCommon.Get, "MistralAuditLog", SupportsPaging = true)]
[OutputType("Mistral.AuditLog")]
[Operation("GET", "/v1/admin/audit-logs", Output = typeof(AuditLogResource), Paging = PageStyle.Before, Key = KeyKind.Admin)]
public sealed class GetMistralAuditLogCommand : OperationCommand
{
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [Query("event_type")]
    public string[] EventType { get; set; } = [];

    [Parameter]
    [ValidateSet("HUMAN", "API_KEY", "OTHER")]
    [Query("actor_type")]
    public string[] ActorType { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Query("target_type")]
    public string[] TargetType { get; set; } = [];

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<UserResource>))]
    [Id(typeof(UserResource))]
    [Query("actor_user_uuid")]
    public string? UserId { get; set; }

    [Parameter]
    [Query("after")]
    public DateTimeOffset After { get; set; }

    [Parameter]
    [Query("before")]
    public DateTimeOffset Before { get; set; }

    [Parameter]
    [ValidateSet("ascending", "descending")]
    [Alias("Sort")]
    [Query("sort")]
    public string SortOrder { get; set; } = "descending";

    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation)
    {
        PSObject entry = (PSObject)operation.Resource!.Read(reply)!;
        JsonObjects.Set(entry, "Actor", GetActor(reply) ?? entry.Properties["ActorType"]?.Value);
        return [entry];
    }

    // The fields of an actor depend on its type. The e-mail address is shown first, otherwise a name.
    private static string? GetActor(JsonElement entry)
    {
        if (!entry.TryGetProperty("actor_metadata", out JsonElement actor) || actor.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        JsonProperty[] told = [.. actor.EnumerateObject().Where(p => p.Value.ValueKind is JsonValueKind.String)];
        return new[] { "email", "name", string.Empty }
            .Select(part => told.FirstOrDefault(p => p.Name.Contains(part)).Value)
            .Where(v => v.ValueKind is JsonValueKind.String)
            .Select(v => v.GetString())
            .FirstOrDefault();
    }
}

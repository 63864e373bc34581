using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.New, "MistralUser", SupportsShouldProcess = true, DefaultParameterSetName = RoleSet)]
[OutputType("Mistral.User")]
[Operation("POST", "/v1/admin/users", Output = typeof(UserResource), Key = KeyKind.Admin, Action = "Create the user in the organization")]
public sealed class NewMistralUserCommand : OperationCommand
{
    private const string RoleSet = "Role";
    private const string RoleIdSet = "RoleId";
    private const int BatchSize = 100;

    private readonly List<Dictionary<string, object?>> _users = [];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateLength(1, 255)]
    [Body("email")]
    public string? Email { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateLength(1, 255)]
    [Body("first_name")]
    public string? FirstName { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateLength(1, 255)]
    [Body("last_name")]
    public string? LastName { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = RoleSet)]
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

    // The API accepts many users at once, so all users from the pipeline are sent in one request.
    protected override void ProcessRecord()
    {
        if (ShouldProcess(Email, Shape.Operations[0].Action))
        {
            _users.Add(CreateBody());
        }
    }

    protected override void EndProcessing()
    {
        for (int first = 0; first < _users.Count; first += BatchSize)
        {
            Dictionary<string, object?>[] some = [.. _users.Skip(first).Take(BatchSize)];
            RunAsync(token => CreateAsync(some, token), target: string.Join(", ", some.Select(GetEmail)));
        }
    }

    private async Task CreateAsync(Dictionary<string, object?>[] users, CancellationToken cancellationToken)
    {
        OperationAttribute operation = Shape.Operations[0];
        MistralRequest request = CreateRequest(operation, new Dictionary<string, string>(), users);
        MistralResponse reply = await Client.SendAsync(request, this, cancellationToken).ConfigureAwait(false);
        JsonElement json = reply.ReadJson();
        HashSet<string> refused = new(JsonFields.GetTexts(json, "invalid_emails"), StringComparer.OrdinalIgnoreCase);
        Dictionary<string, string> made = new(StringComparer.OrdinalIgnoreCase);
        if (json.TryGetProperty("email_to_user_id", out JsonElement ids) && ids.ValueKind is JsonValueKind.Object)
        {
            foreach (JsonProperty pair in ids.EnumerateObject())
            {
                made[pair.Name] = pair.Value.ToString();
            }
        }

        foreach (Dictionary<string, object?> user in users)
        {
            string email = GetEmail(user);
            if (made.TryGetValue(email, out string? id) && !refused.Contains(email))
            {
                await WriteAsync(Describe(id, user, operation)).ConfigureAwait(false);
            }
            else
            {
                Post(() => WriteError(PartialFailureException.InvalidEmail(email).ToRecord()));
            }
        }
    }

    private static string GetEmail(Dictionary<string, object?> user) => (string)user["email"]!;

    private static PSObject Describe(string id, Dictionary<string, object?> user, OperationAttribute operation) => operation.Resource!.Create(
        ("UserId", id),
        ("Name", $"{user["first_name"]} {user["last_name"]}"),
        ("Email", GetEmail(user)),
        ("FirstName", user["first_name"]),
        ("LastName", user["last_name"]));
}

using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Features.ApiKeys;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session;
using Mistral.PowerShell.Session.Cmdlets;
using Mistral.PowerShell.Session.Connections;
using Mistral.PowerShell.Session.Secrets;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.New, "MistralApiKey", SupportsShouldProcess = true, DefaultParameterSetName = ObjectSet)]
[OutputType("Mistral.ApiKey")]
[Operation("POST", "/v1/admin/api-keys", Output = typeof(ApiKeyResource), Key = KeyKind.Admin, Supplies = ["workspace_uuid", "user_id"])]
public sealed class NewMistralApiKeyCommand : ConnectedCmdlet
{
    private const string ObjectSet = "Object";
    private const string SecretSet = "Secret";

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    [Parameter(Position = 0)]
    [ValidateLength(1, 255)]
    [Body("name")]
    public string? Name { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<WorkspaceResource>))]
    [Id(typeof(WorkspaceResource))]
    [Body("workspace_uuid")]
    public string? WorkspaceId { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<UserResource>))]
    [Id(typeof(UserResource))]
    [Body("user_id")]
    public string? UserId { get; set; }

    [Parameter]
    [Body("expiration")]
    public DateTimeOffset? ExpiresOn { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = SecretSet)]
    [ValidateNotNullOrEmpty]
    public string? SecretName { get; set; }

    [Parameter(ParameterSetName = SecretSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public string? VaultName { get; set; }

    protected override void ProcessRecord()
    {
        InvokeOrTerminate(() => NewApiKey.CheckExpiry(ExpiresOn));
        if (!ShouldProcess(Name ?? WorkspaceId ?? "this key's workspace", "Create an API key"))
        {
            return;
        }

        // The vault is checked first, because a key that can't be stored is lost.
        SecretReference? secret = SecretName is null ? null : new SecretReference(SecretName, InvokeOrTerminate(() => MistralSession.Current.SecretNames.GetVault(VaultName, StopToken)));
        RunAsync(token => CreateAsync(secret, token), target: Name);
    }

    private async Task CreateAsync(SecretReference? secret, CancellationToken cancellationToken)
    {
        (string workspace, string user) = await GetOwnerAsync(cancellationToken).ConfigureAwait(false);
        ApiKeyRequest request = new() { WorkspaceId = workspace, UserId = user, Name = Name, ExpiresOn = ExpiresOn };
        NewApiKey made = NewApiKey.From(await Client.ApiKeys.CreateAsync(request, this, cancellationToken).ConfigureAwait(false));
        if (made.FindExpiryWarning(ExpiresOn) is { } warning)
        {
            Post(() => WriteWarning(warning));
        }

        if (secret is not null)
        {
            try
            {
                await InvokeAsync(() => Store(made, secret)).ConfigureAwait(false);
            }
            catch
            {
                // The key could not be stored, so it must not stay valid.
                await DiscardAsync(made.Id).ConfigureAwait(false);
                throw;
            }

            made.Output.Properties.Remove("Key");
        }

        await WriteAsync(made.Output).ConfigureAwait(false);
    }

    // This goes on after the pipeline is stopped, so it has its own timeout and reports no progress.
    private async Task DiscardAsync(string id)
    {
        using CancellationTokenSource end = new(s_timeout);
        try
        {
            await Client.ApiKeys.RevokeAsync(id, progress: null, end.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is MistralApiException or OperationCanceledException)
        {
            Post(() => WriteWarning($"The new key can't be stored, and it can't be revoked either ({e.Message}). Revoke it: Remove-MistralApiKey -Id {id}"));
        }
    }

    private bool Store(NewApiKey made, SecretReference secret)
    {
        MistralSession.Current.Secrets.SetKey(secret, made.Key, StopToken);
        if (made.ExpiresOn is { } end)
        {
            new ConnectionStore(WriteWarning, StopToken).NoteExpiry(secret, end);
        }

        return true;
    }

    // By default, those of the connection's own key.
    private async Task<(string WorkspaceId, string UserId)> GetOwnerAsync(CancellationToken cancellationToken)
    {
        if (WorkspaceId is not null && UserId is not null)
        {
            return (WorkspaceId, UserId);
        }

        KeyIdentity me = await Client.Identity.GetAsync(this, cancellationToken).ConfigureAwait(false);
        return (WorkspaceId ?? me.WorkspaceId, UserId ?? me.UserId) is ({ } workspace, { } user)
            ? (workspace, user)
            : throw MistralApiException.InvalidArgument("Specify the workspace and the user of the new key with -WorkspaceId and -UserId.");
    }
}

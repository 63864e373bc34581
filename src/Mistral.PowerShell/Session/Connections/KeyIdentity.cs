using System;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Json;

namespace Mistral.PowerShell.Session.Connections;

/// <summary>Whose a key is, as <c>GET /v1/users/me</c> tells.</summary>
internal sealed record KeyIdentity
{
    public string? ApiKeyId { get; init; }

    public string? ApiKeyName { get; init; }

    public string? UserId { get; init; }

    public string? Email { get; init; }

    public string? WorkspaceId { get; init; }

    public string? WorkspaceName { get; init; }

    public string? OrganizationName { get; init; }

    /// <summary>Asks whose the key is.</summary>
    /// <exception cref="MistralApiException">It failed.</exception>
    public static async Task<KeyIdentity> GetAsync(MistralClient client, IProgress<TransportEvent>? progress, CancellationToken cancellationToken)
    {
        MistralResponse reply = await client.SendAsync(new MistralRequest("GET", "/v1/users/me"), progress, cancellationToken).ConfigureAwait(false);
        JsonElement me = reply.ReadJson();
        return new KeyIdentity
        {
            ApiKeyId = JsonFields.GetText(JsonFields.GetMember(me, "api_key"), "id"),
            ApiKeyName = JsonFields.GetText(JsonFields.GetMember(me, "api_key"), "name"),
            UserId = JsonFields.GetText(me, "id"),
            Email = JsonFields.GetText(me, "email"),
            WorkspaceId = JsonFields.GetText(JsonFields.GetMember(me, "workspace"), "id"),
            WorkspaceName = JsonFields.GetText(JsonFields.GetMember(me, "workspace"), "name"),
            OrganizationName = JsonFields.GetText(JsonFields.GetMember(me, "organization"), "name"),
        };
    }

    /// <summary>Asks whose the key is. Null where the server does not know, as gateways and regional hosts may not.</summary>
    /// <param name="client">The client with the key.</param>
    /// <param name="progress">Is told what happens on the wire.</param>
    /// <param name="cancellationToken">Ends it at any point.</param>
    /// <param name="isProvedOtherwise">Whether another operation proves the key, so that a refusal only means that its owner is not told.</param>
    /// <exception cref="MistralApiException">It failed in another way.</exception>
    public static async Task<KeyIdentity?> FindAsync(
        MistralClient client, IProgress<TransportEvent>? progress, CancellationToken cancellationToken, bool isProvedOtherwise = false)
    {
        try
        {
            return await GetAsync(client, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (MistralApiException e) when (
            e.Kind is MistralErrorKind.NotFound or MistralErrorKind.PermissionDenied || (isProvedOtherwise && e.Kind is MistralErrorKind.Authentication))
        {
            return null;
        }
    }
}

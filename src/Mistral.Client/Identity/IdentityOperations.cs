using System;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client.Json;
using Mistral.Client.Transport;

namespace Mistral.Client;

/// <summary>Whose a key is: <c>GET /v1/users/me</c>.</summary>
public sealed class IdentityOperations
{
    /// <summary>How the operations at and below this path take a key. The API's document says <c>x-api-key</c>, and newer libraries send Bearer.</summary>
    internal static KeyHeaders KeyHeaders { get; } = new(Path);

    private const string Path = "/v1/users/me";

    private readonly HttpTransport _transport;

    internal IdentityOperations(HttpTransport transport)
    {
        _transport = transport;
    }

    /// <summary>Gets the owner of the API key.</summary>
    /// <param name="progress">Receives what happens on the wire.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="MistralApiException">The request failed.</exception>
    public async Task<KeyIdentity> GetAsync(IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        MistralResponse response = await _transport.SendAsync(new MistralRequest("GET", Path), progress, cancellationToken).ConfigureAwait(false);
        JsonElement me = response.ReadJson();
        JsonElement key = LenientJson.GetMember(me, "api_key");
        JsonElement workspace = LenientJson.GetMember(me, "workspace");
        return new KeyIdentity
        {
            ApiKeyId = LenientJson.GetText(key, "id"),
            ApiKeyName = LenientJson.GetText(key, "name"),
            UserId = LenientJson.GetText(me, "id"),
            Email = LenientJson.GetText(me, "email"),
            WorkspaceId = LenientJson.GetText(workspace, "id"),
            WorkspaceName = LenientJson.GetText(workspace, "name"),
            OrganizationName = LenientJson.GetText(LenientJson.GetMember(me, "organization"), "name"),
        };
    }

    /// <summary>Gets the owner of the API key, or null if the server doesn't know it, as gateways and regional hosts may not.</summary>
    /// <param name="progress">Receives what happens on the wire.</param>
    /// <param name="isProvedOtherwise">Whether another operation proves the key, so that a 401 only means that the server doesn't tell the owner.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="MistralApiException">The request failed in another way.</exception>
    public async Task<KeyIdentity?> FindAsync(IProgress<TransportEvent>? progress = null, bool isProvedOtherwise = false, CancellationToken cancellationToken = default)
    {
        try
        {
            return await GetAsync(progress, cancellationToken).ConfigureAwait(false);
        }
        catch (MistralApiException e) when (
            e.Kind is MistralErrorKind.NotFound or MistralErrorKind.PermissionDenied || (isProvedOtherwise && e.Kind is MistralErrorKind.Authentication))
        {
            return null;
        }
    }
}

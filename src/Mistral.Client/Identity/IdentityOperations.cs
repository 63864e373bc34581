using System;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client.Json;
using Mistral.Client.Transport;

namespace Mistral.Client;

/// <summary>The owner of a key: <c>GET /v1/users/me</c>.</summary>
public sealed class IdentityOperations
{
    /// <summary>The paths whose key is sent in both headers. The specification says <c>x-api-key</c>, and newer clients send Bearer.</summary>
    internal static KeyHeaders KeyHeaders { get; } = new(Path);

    private const string Path = "/v1/users/me";

    private readonly HttpTransport _transport;

    internal IdentityOperations(HttpTransport transport)
    {
        _transport = transport;
    }

    /// <summary>Whether the platform of the connection knows the owner of a key.</summary>
    internal bool IsAvailable => _transport.Address.Has("GET", Path);

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

    /// <summary>Gets the owner of the API key. Returns null if the server doesn't know it; gateways and regional hosts may not.</summary>
    /// <param name="progress">Receives what happens on the wire.</param>
    /// <param name="isProvedOtherwise">Whether another operation has verified the key. A 401 then means only that the server does not return the owner.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="MistralApiException">The request failed for another reason.</exception>
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

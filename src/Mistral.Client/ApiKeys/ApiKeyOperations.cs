using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client.ApiKeys;
using Mistral.Client.Authentication;
using Mistral.Client.Json;
using Mistral.Client.Transport;

namespace Mistral.Client;

/// <summary>API keys of an organization: <c>/v1/admin/api-keys</c>. The operations take an Admin API key.</summary>
public sealed class ApiKeyOperations
{
    internal const string Path = "/v1/admin/api-keys";

    private readonly HttpTransport _transport;

    internal ApiKeyOperations(HttpTransport transport)
    {
        _transport = transport;
    }

    /// <summary>Creates a key. The server may shorten its validity without a warning; the response has the date that counts.</summary>
    /// <param name="request">What the key is for.</param>
    /// <param name="progress">Receives what happens on the wire.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="MistralApiException">The request failed, or the server did not return the key.</exception>
    public async Task<CreatedApiKey> CreateAsync(ApiKeyRequest request, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        MistralRequest message = new("POST", Path)
        {
            Key = KeyKind.Admin,
            Body = RequestBody.Json(JsonSerializer.SerializeToUtf8Bytes(request, ApiKeyJson.Context.ApiKeyRequest)),
        };
        MistralResponse response = await _transport.SendAsync(message, progress, cancellationToken).ConfigureAwait(false);
        JsonElement created = response.ReadJson();
        return LenientJson.GetText(created, "key_id") is { } id && LenientJson.GetText(created, "key") is { } key
            ? new CreatedApiKey(id, SecureStringConverter.FromText(key), created)
            : throw new MistralApiException(MistralErrorKind.InvalidResponse, "The server created a key but did not return it.") { Key = KeyKind.Admin, Operation = message.Operation };
    }

    /// <summary>Finds the keys whose name contains a text.</summary>
    /// <param name="name">The text.</param>
    /// <param name="progress">Receives what happens on the wire.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="MistralApiException">A request failed.</exception>
    public async IAsyncEnumerable<ApiKeyInfo> FindAsync(
        string name, IProgress<TransportEvent>? progress = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        MistralRequest request = new("GET", Path) { Key = KeyKind.Admin };
        request.Query.Add(new("name", name));
        await foreach (JsonElement key in new PageReader(_transport, request, PageStyle.Offset, "keys").ReadAsync(progress, cancellationToken).ConfigureAwait(false))
        {
            yield return Read(key);
        }
    }

    /// <summary>Revokes a key. A key that doesn't exist any more counts as revoked.</summary>
    /// <param name="id">The id of the key.</param>
    /// <param name="progress">Receives what happens on the wire.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="MistralApiException">The request failed.</exception>
    public async Task RevokeAsync(string id, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        try
        {
            MistralRequest request = new("DELETE", $"{Path}/{MistralRequest.EscapeSegment(id)}") { Key = KeyKind.Admin };
            _ = await _transport.SendAsync(request, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (MistralApiException e) when (e.Kind is MistralErrorKind.NotFound)
        {
            // The key was already revoked by someone else or by an earlier try.
        }
    }

    /// <summary>Checks that the server accepts the Admin API key, with the smallest list.</summary>
    /// <param name="progress">Receives what happens on the wire.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="MistralApiException">The server doesn't accept the key, or the request failed.</exception>
    public async Task CheckAccessAsync(IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        MistralRequest request = new("GET", Path) { Key = KeyKind.Admin };
        request.Query.Add(new("limit", "1"));
        _ = await _transport.SendAsync(request, progress, cancellationToken).ConfigureAwait(false);
    }

    private static ApiKeyInfo Read(JsonElement key)
    {
        try
        {
            return key.Deserialize(ApiKeyJson.Context.ApiKeyInfo) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new MistralApiException(MistralErrorKind.InvalidResponse, "A key in the list isn't the expected JSON.") { Key = KeyKind.Admin, Operation = $"GET {Path}" };
        }
    }
}

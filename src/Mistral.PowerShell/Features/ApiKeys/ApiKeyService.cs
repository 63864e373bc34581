using System;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.Text;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.ApiKeys;

/// <summary>API keys as the admin API makes, lists and revokes them: <c>/v1/admin/api-keys</c>.</summary>
internal sealed class ApiKeyService(MistralClient client, IProgress<TransportEvent>? progress)
{
    /// <summary>Refuses an end that has passed.</summary>
    /// <exception cref="MistralApiException">It has.</exception>
    public static void CheckExpiry(DateTimeOffset? expiresOn)
    {
        if (expiresOn < DateTimeOffset.Now)
        {
            throw MistralApiException.InvalidArgument($"-ExpiresOn has passed: {DateText.ToDay(expiresOn)}.");
        }
    }

    private const string KeysPath = "/v1/admin/api-keys";

    /// <summary>Makes a key. The server may bring its end forward without a word, so what counts is what it answers.</summary>
    /// <param name="name">The key's name, up to 255 characters.</param>
    /// <param name="workspaceId">The workspace it is for.</param>
    /// <param name="userId">The user it is for.</param>
    /// <param name="expiresOn">When it is to expire; to the day.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<NewApiKey> CreateAsync(string? name, string workspaceId, string userId, DateTimeOffset? expiresOn, CancellationToken cancellationToken)
    {
        Dictionary<string, object?> body = new() { ["workspace_uuid"] = workspaceId, ["user_id"] = userId };
        if (name is not null)
        {
            body.Add("name", name);
        }

        if (expiresOn is { } end)
        {
            body.Add("expiration", end.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }

        MistralRequest request = new("POST", KeysPath) { Key = KeyKind.Admin, Body = RequestBody.Json(PSJsonWriter.Write(body)) };
        MistralResponse reply = await client.SendAsync(request, progress, cancellationToken).ConfigureAwait(false);
        return NewApiKey.Read(reply);
    }

    /// <summary>Lists the keys whose name holds a text.</summary>
    public async IAsyncEnumerable<(string Id, string? Name, DateTimeOffset? ExpiresOn)> FindAsync(string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        MistralRequest request = new("GET", KeysPath) { Key = KeyKind.Admin };
        request.Query.Add(new("name", name));
        PageReader pages = new(client, request, PageStyle.Offset, "keys");
        await foreach (JsonElement key in pages.ReadAsync(progress, cancellationToken).ConfigureAwait(false))
        {
            PSObject found = (PSObject)ResourceAttribute.Of(typeof(ApiKeyResource)).Read(key)!;
            yield return ((string)found.Properties["KeyId"].Value, found.Properties["Name"]?.Value as string, found.Properties["ExpirationDate"]?.Value as DateTimeOffset?);
        }
    }

    /// <summary>Revokes a key. One that is gone already is as good.</summary>
    public async Task RevokeAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            MistralRequest request = new("DELETE", $"{KeysPath}/{MistralRequest.EscapeSegment(id)}") { Key = KeyKind.Admin };
            _ = await client.SendAsync(request, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (MistralApiException e) when (e.Kind is MistralErrorKind.NotFound)
        {
            // Somebody else was faster, or an earlier try got through.
        }
    }
}

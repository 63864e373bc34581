using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Json;

namespace Mistral.PowerShell.AI.Registry;

/// <summary>The stored prompts, or skills, of a workspace.</summary>
/// <param name="client">The client.</param>
/// <param name="path">The path of the list.</param>
/// <param name="progress">Receives what happens on the wire.</param>
internal sealed class RegistryClient(MistralClient client, string path, IProgress<TransportEvent> progress)
{
    /// <summary>Lists all ids by their names.</summary>
    public async Task<Dictionary<string, string>> ListAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, string> ids = new(StringComparer.Ordinal);
        await foreach (JsonElement item in new PageReader(client, new MistralRequest("GET", path), PageStyle.CamelPageToken, "data").ReadAsync(progress, cancellationToken).ConfigureAwait(false))
        {
            if (JsonFields.GetText(item, "name") is { } name && JsonFields.GetId(item) is { } id)
            {
                ids[name] = id;
            }
        }

        return ids;
    }

    /// <summary>Reads one, in its latest version or in another.</summary>
    public Task<JsonElement> GetAsync(string id, int? version, CancellationToken cancellationToken) =>
        SendAsync("GET", version is { } number ? $"{GetPath(id)}/versions/{number.ToString(CultureInfo.InvariantCulture)}" : GetPath(id), body: null, cancellationToken);

    /// <summary>Creates one.</summary>
    public Task<JsonElement> CreateAsync(object body, CancellationToken cancellationToken) => SendAsync("POST", path, body, cancellationToken);

    /// <summary>Adds a version.</summary>
    public Task<JsonElement> AddVersionAsync(string id, object body, CancellationToken cancellationToken) => SendAsync("POST", GetPath(id) + "/versions", body, cancellationToken);

    /// <summary>Changes what belongs to no version.</summary>
    public Task<JsonElement> ChangeAsync(string id, object body, CancellationToken cancellationToken) => SendAsync("PATCH", GetPath(id), body, cancellationToken);

    /// <summary>Changes the aliases of a version.</summary>
    public Task<JsonElement> SetAliasesAsync(string id, int version, string[] aliases, CancellationToken cancellationToken) => SendAsync(
        "PATCH",
        $"{GetPath(id)}/versions/{version.ToString(CultureInfo.InvariantCulture)}",
        new Dictionary<string, object?> { ["aliases"] = new Dictionary<string, object?> { ["values"] = aliases } },
        cancellationToken);

    private string GetPath(string id) => $"{path}/{MistralRequest.EscapeSegment(id)}";

    private async Task<JsonElement> SendAsync(string method, string target, object? body, CancellationToken cancellationToken)
    {
        MistralRequest request = new(method, target) { Body = body is null ? null : RequestBody.Json(PSJsonWriter.Write(body)) };
        return (await client.SendAsync(request, progress, cancellationToken).ConfigureAwait(false)).ReadJson();
    }
}

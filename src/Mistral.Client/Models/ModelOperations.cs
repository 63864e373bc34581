using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client.Models;
using Mistral.Client.Transport;

namespace Mistral.Client;

/// <summary>Models: <c>GET /v1/models</c>.</summary>
public sealed class ModelOperations
{
    internal const string Path = "/v1/models";

    private readonly HttpTransport _transport;

    internal ModelOperations(HttpTransport transport)
    {
        _transport = transport;
    }

    /// <summary>Whether the platform of the connection can list models.</summary>
    internal bool IsAvailable => _transport.Address.Has("GET", Path);

    /// <summary>Lists the models that the key may use.</summary>
    /// <param name="progress">Receives what happens on the wire.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="MistralApiException">The request failed.</exception>
    public async Task<IReadOnlyList<ModelCard>> ListAsync(IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        MistralResponse reply = await _transport.SendAsync(new MistralRequest("GET", Path), progress, cancellationToken).ConfigureAwait(false);
        return reply.IsArray
            ? reply.ReadJson(ModelJson.Context.ModelCardArray, AreWhole)
            : reply.ReadJson(ModelJson.Context.ModelList, static list => AreWhole(list.Data)).Data;
    }

    private static bool AreWhole(IEnumerable<ModelCard>? models) => models?.All(m => m?.Id is not null) is true;
}

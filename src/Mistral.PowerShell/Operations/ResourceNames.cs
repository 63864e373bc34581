using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;

namespace Mistral.PowerShell.Operations;

/// <summary>Finds what objects of the API are called, for prompts. Of a list that it has read it knows all names.</summary>
/// <param name="client">The client.</param>
/// <param name="progress">Is told what happens on the wire.</param>
internal sealed class ResourceNames(MistralClient client, IProgress<TransportEvent> progress)
{
    // Some pages: nobody waits for a prompt while thousands are read.
    private const int MaxItems = 1000;

    // Who is to be asked can't be kept waiting by a slow server.
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    private readonly Dictionary<(ResourceAttribute Resource, string Id), string?> _known = [];
    private readonly HashSet<ResourceAttribute> _listed = [];

    /// <summary>Finds a name; null where the object has no name, or the server does not tell it in time.</summary>
    /// <param name="resource">What the object is.</param>
    /// <param name="id">Its id.</param>
    /// <param name="path">The ids of what it lies in, by their names in paths.</param>
    /// <param name="cancellationToken">Ends it at any point.</param>
    public async Task<string?> FindAsync(ResourceAttribute resource, string id, IReadOnlyDictionary<string, string> path, CancellationToken cancellationToken)
    {
        if (!_known.ContainsKey((resource, id)) && resource.List is { } cmdlet)
        {
            _known.Add((resource, id), null);
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(s_timeout);
            try
            {
                await ReadAsync(resource, OperationMetadata.Of(cmdlet), id, path, limit.Token).ConfigureAwait(false);
            }
            catch (Exception e) when ((e is MistralApiException or OperationCanceledException) && !cancellationToken.IsCancellationRequested)
            {
                // The question is asked all the same, and names the id.
            }
        }

        return _known.TryGetValue((resource, id), out string? name) ? name : null;
    }

    private async Task ReadAsync(ResourceAttribute resource, OperationMetadata list, string id, IReadOnlyDictionary<string, string> path, CancellationToken cancellationToken)
    {
        OperationAttribute operation = list.GetList();
        if (!OperationMetadata.GetPathNames(operation.Path).All(path.ContainsKey))
        {
            return;
        }

        if (list.CreateItemRequest(operation, path, id) is { } request)
        {
            Note(resource, (await client.SendAsync(request, progress, cancellationToken).ConfigureAwait(false)).ReadJson());
            return;
        }

        // For one name the list is read as far as that; who asks for a second one is likely to ask for all.
        bool isFirst = _listed.Add(resource);
        int left = MaxItems;
        await foreach (JsonElement one in new ResourceList(client, operation, progress).ReadAsync(path, query: null, cancellationToken).ConfigureAwait(false))
        {
            Note(resource, one);
            if (--left == 0 || (isFirst && _known[(resource, id)] is not null))
            {
                return;
            }
        }
    }

    private void Note(ResourceAttribute resource, JsonElement item)
    {
        if (resource.GetId(item) is { } id)
        {
            _known[(resource, id)] = resource.GetNames(item).FirstOrDefault();
        }
    }
}

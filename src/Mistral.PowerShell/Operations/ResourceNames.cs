using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;

namespace Mistral.PowerShell.Operations;

/// <summary>Finds the names of API objects for prompts. Keeps the names of each list that it has read.</summary>
/// <param name="client">The client.</param>
/// <param name="progress">Receives what happens on the wire.</param>
internal sealed class ResourceNames(MistralClient client, IProgress<TransportEvent> progress)
{
    // A few pages, because a prompt must not wait for thousands of items.
    private const int MaxItems = 1000;

    // A prompt must not wait for a slow server.
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    private readonly Dictionary<(ResourceAttribute Resource, string Id), string?> _known = [];
    private readonly HashSet<ResourceAttribute> _listed = [];

    /// <summary>Finds a name. Returns null if the object has none, or if the server doesn't respond in time.</summary>
    /// <param name="resource">The kind of the object.</param>
    /// <param name="id">The id.</param>
    /// <param name="path">The ids of its parents, by their names in paths.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
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
                // The prompt then shows the id only.
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
            JsonElement reply = (await client.SendAsync(request, progress, cancellationToken).ConfigureAwait(false)).ReadJson();
            Note(resource, list.FindItemOf(operation)!.Unwrap(reply));
            return;
        }

        // For the first name, the list is read up to the name. A second call is likely to be followed by more, so it reads the full list.
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

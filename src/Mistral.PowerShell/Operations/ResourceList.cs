using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;

namespace Mistral.PowerShell.Operations;

/// <summary>Reads the list of a resource, for tab completion and prompts.</summary>
/// <param name="client">The client.</param>
/// <param name="operation">The list operation.</param>
/// <param name="progress">Receives what happens on the wire; null if no cmdlet is running.</param>
internal sealed class ResourceList(MistralClient client, OperationAttribute operation, IProgress<TransportEvent>? progress)
{
    /// <summary>Reads the items, page by page.</summary>
    /// <param name="path">The values of the path.</param>
    /// <param name="query">The query parameters that filter the list; null for all items.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async IAsyncEnumerable<JsonElement> ReadAsync(
        IReadOnlyDictionary<string, string> path, KeyValuePair<string, string>? query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        MistralRequest request = new(operation.Method, OperationMetadata.FillIn(operation.Path, path))
        {
            Key = operation.Key,
            Body = operation.IsRead ? RequestBody.Json("{}"u8.ToArray()) : null,
        };
        if (query is { } pair)
        {
            request.Query.Add(pair);
        }

        if (operation.Paging is not PageStyle.None)
        {
            await foreach (JsonElement item in new PageReader(client, request, operation.Paging, operation.Items).ReadAsync(progress, cancellationToken).ConfigureAwait(false))
            {
                yield return item;
            }

            yield break;
        }

        MistralResponse reply = await client.SendAsync(request, progress, cancellationToken).ConfigureAwait(false);
        foreach (JsonElement item in GetItems(reply.ReadJson()))
        {
            yield return item;
        }
    }

    // Without a named field, the response is a list, or has several: there are two lists of roles.
    private IEnumerable<JsonElement> GetItems(JsonElement reply) => reply.ValueKind is JsonValueKind.Array
        ? reply.EnumerateArray()
        : reply.EnumerateObject()
            .Where(p => p.Value.ValueKind is JsonValueKind.Array && (operation.Items is null || p.Name == operation.Items))
            .SelectMany(p => p.Value.EnumerateArray());
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;

namespace Mistral.PowerShell.Operations;

/// <summary>Reads the objects of a resource as the API lists them, for completers and prompts.</summary>
/// <param name="client">The client.</param>
/// <param name="operation">The operation that lists them.</param>
/// <param name="progress">Is told what happens on the wire; null where no cmdlet runs.</param>
internal sealed class ResourceList(MistralClient client, OperationAttribute operation, IProgress<TransportEvent>? progress)
{
    /// <summary>Reads them, page by page.</summary>
    /// <param name="path">The values of the path.</param>
    /// <param name="query">What selects them; null for all.</param>
    /// <param name="cancellationToken">Ends it at any point.</param>
    public async IAsyncEnumerable<JsonElement> ReadAsync(
        IReadOnlyDictionary<string, string> path, KeyValuePair<string, string>? query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        MistralRequest request = new(operation.Method, OperationMetadata.FillIn(operation.Path, path)) { Key = operation.Key };
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

    // Where no field is named, the reply is a list, or each list of it counts: roles come in two.
    private IEnumerable<JsonElement> GetItems(JsonElement reply) => reply.ValueKind is JsonValueKind.Array
        ? reply.EnumerateArray()
        : reply.EnumerateObject()
            .Where(p => p.Value.ValueKind is JsonValueKind.Array && (operation.Items is null || p.Name == operation.Items))
            .SelectMany(p => p.Value.EnumerateArray());
}

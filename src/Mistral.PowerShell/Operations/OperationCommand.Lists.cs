using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Errors;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Operations;

/// <content>Writes lists and streams, and reports what was not found in them.</content>
public abstract partial class OperationCommand
{
    private async Task WriteStreamAsync(MistralRequest request, OperationAttribute operation, CancellationToken cancellationToken)
    {
        Selection selection = new(PagingParameters, skipsHere: true);
        await WriteTotalAsync(selection, total: null).ConfigureAwait(false);
        if (selection.IsFull)
        {
            return;
        }

        ParentIds place = GetParentIds(operation);
        await foreach ((string? id, JsonElement item) in new ObjectStream(Client, request).ReadAsync(this, cancellationToken).ConfigureAwait(false))
        {
            foreach (object? value in GetObjects(item, operation).Where(_ => selection.Takes()))
            {
                // A later request continues after this event.
                await WriteAsync(ParentIds.Add(place.AddTo(value), "LastEventId", id)).ConfigureAwait(false);
            }

            if (selection.IsFull)
            {
                return;
            }
        }
    }

    private async Task WriteListAsync(PageReader pages, OperationAttribute operation, Dictionary<string, string> path, NameFilters filters, CancellationToken cancellationToken)
    {
        // The server can skip items only if the cmdlet doesn't filter them.
        bool isWhole = filters.IsEmpty;
        Selection selection = new(PagingParameters, skipsHere: !isWhole);
        pages.WaitForConsumer = FlushAsync;
        pages.Skip = isWhole ? PagingParameters?.Skip ?? 0 : 0;
        bool isFound = false;
        ParentIds place = GetParentIds(operation);
        await foreach (JsonElement item in pages.ReadAsync(this, cancellationToken).ConfigureAwait(false))
        {
            await WriteTotalAsync(selection, isWhole ? pages.Total : null).ConfigureAwait(false);
            foreach (object? value in GetObjects(item, operation).Where(v => IsWanted(v, filters, operation)))
            {
                isFound = true;
                if (selection.Takes())
                {
                    await WriteAsync(place.AddTo(value)).ConfigureAwait(false);
                }
            }

            if (selection.IsFull)
            {
                break;
            }
        }

        await WriteTotalAsync(selection, isWhole ? pages.Total : null).ConfigureAwait(false);
        if (!isFound)
        {
            await CheckEmptyAsync(cancellationToken).ConfigureAwait(false);
        }

        foreach (string missing in selection.IsFull ? [] : filters.Missing)
        {
            if (!await WriteByIdAsync(missing, operation, path, cancellationToken).ConfigureAwait(false))
            {
                PostNotFound(missing, operation);
            }
        }
    }

    private Task WriteTotalAsync(Selection selection, long? total) =>
        selection.TakeTotal(total) is { } count ? WriteAsync(count).AsTask() : Task.CompletedTask;

    /// <summary>Checks a list without items, such as whether its parent exists.</summary>
    private protected virtual Task CheckEmptyAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void PostNotFound(string missing, OperationAttribute operation) =>
        PostOrdered(() => WriteError(ErrorRecords.NotFound(missing, operation.Resource?.TypeName)));

    // A name that was not found may be an id, unless there are other filters.
    private async Task<bool> WriteByIdAsync(string id, OperationAttribute list, Dictionary<string, string> path, CancellationToken cancellationToken)
    {
        if (Shape.CreateItemRequest(list, path, id) is not { } request || Shape.Fields.Count(f => f.Field is not PathAttribute && IsBound(f.Property)) > 1)
        {
            return false;
        }

        OperationAttribute operation = Shape.FindItemOf(list)!;
        try
        {
            JsonElement item = operation.Unwrap((await Client.SendAsync(request, this, cancellationToken).ConfigureAwait(false)).ReadJson());
            foreach (object? value in GetObjects(item, operation))
            {
                await WriteAsync(GetParentIds(operation).AddTo(value)).ConfigureAwait(false);
            }

            return true;
        }
        catch (MistralApiException e) when (e.Kind is MistralErrorKind.NotFound or MistralErrorKind.InvalidRequest)
        {
            return false;
        }
    }

    private ParentIds GetParentIds(OperationAttribute operation) => new(Shape, operation, property => IsBound(property) ? property.GetValue(this) : null);

    private bool IsWanted(object? value, NameFilters filters, OperationAttribute operation) =>
        filters.IsEmpty || (value is PSObject found && filters.IsMatch(p => InvariantFormatter.Of(found.Properties[Shape.GetPropertyName(p, operation)]?.Value)));
}

using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.Core.TabCompletion;

namespace Mistral.PowerShell.Operations;

/// <summary>Completes ids from the list of a resource, by the beginning of the name, the e-mail address or the id.</summary>
/// <typeparam name="TResource">The resource.</typeparam>
internal sealed class IdCompleter<TResource> : ListCompleter<TResource>
    where TResource : class
{
    private protected override CompletionResult? Complete(JsonElement item, string typed)
    {
        string? id = Resource.GetId(item);
        string[] names = [.. Resource.GetNames(item), id ?? string.Empty];
        return id is { Length: > 0 } && names.Any(n => CompletionText.Matches(n, typed))
            ? CompletionText.Create(id, typed, names[0], string.Join(", ", names))
            : null;
    }
}

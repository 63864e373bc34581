using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.TabCompletion;

namespace Mistral.PowerShell.Operations;

/// <summary>Completes names from the list of a resource. Completes ids of items without a name, and ids that are typed.</summary>
/// <typeparam name="TResource">The resource.</typeparam>
internal sealed class NameCompleter<TResource> : ListCompleter<TResource>
    where TResource : class
{
    private protected override CompletionResult? Complete(JsonElement item, string typed)
    {
        string? id = Resource.GetId(item);
        string? name = JsonFields.GetText(item, Resource.NameField) is { Length: > 0 } text && CompletionText.Matches(text, typed) ? text : id;
        return name is { Length: > 0 } && CompletionText.Matches(name, typed)
            ? CompletionText.Create(WildcardPattern.Escape(name), typed, name, id)
            : null;
    }
}

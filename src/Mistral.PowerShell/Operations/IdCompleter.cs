using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.TabCompletion;

namespace Mistral.PowerShell.Operations;

/// <summary>Completes ids from the list of a cmdlet, by the beginning of the name, the e-mail address or the id.</summary>
/// <typeparam name="TList">The cmdlet.</typeparam>
internal sealed class IdCompleter<TList> : ListCompleter<TList>
    where TList : OperationCommand
{
    private protected override CompletionResult? Complete(JsonElement item, string typed)
    {
        string? id = JsonFields.GetId(item);
        string[] names = [.. new[] { JsonFields.GetText(item, "name"), JsonFields.GetText(item, "email"), id }.OfType<string>().Where(n => n.Length > 0)];
        return id is { Length: > 0 } && names.Any(n => CompletionText.Matches(n, typed))
            ? CompletionText.Create(id, typed, names[0], string.Join(", ", names))
            : null;
    }
}

using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.TabCompletion;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.AI.Registry;

/// <summary>Completes versions of the prompt or skill that is given.</summary>
/// <typeparam name="TResource">The versions.</typeparam>
internal sealed class VersionCompleter<TResource> : ListCompleter<TResource>
    where TResource : class
{
    private protected override CompletionResult? Complete(JsonElement item, string typed)
    {
        string version = JsonFields.GetMember(item, "version").ToString();
        return version.Length > 0 && CompletionText.Matches(version, typed)
            ? CompletionText.CreateQuoted(version, version, JsonFields.GetText(item, "notes"))
            : null;
    }
}

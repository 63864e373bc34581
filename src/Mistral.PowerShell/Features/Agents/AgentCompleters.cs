using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.TabCompletion;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Agents;

/// <summary>Completes the versions of the agent in the command.</summary>
internal sealed class AgentVersionCompleter : ListCompleter<AgentVersionResource>
{
    private protected override CompletionResult? Complete(JsonElement item, string typed)
    {
        string version = JsonFields.GetMember(item, "version").ToString();
        return version.Length > 0 && CompletionText.Matches(version, typed)
            ? version.All(char.IsDigit)
                ? CompletionText.CreateQuoted(version, version, JsonFields.GetText(item, "version_message"))
                : CompletionText.Create(version, typed, toolTip: JsonFields.GetText(item, "version_message"))
            : null;
    }
}

/// <summary>Completes the aliases of the agent in the command.</summary>
internal sealed class AgentAliasCompleter : ListCompleter<AgentAliasResource>
{
    private protected override CompletionResult? Complete(JsonElement item, string typed) =>
        JsonFields.GetText(item, "alias") is { Length: > 0 } alias && CompletionText.Matches(alias, typed)
            ? CompletionText.Create(alias, typed)
            : null;
}

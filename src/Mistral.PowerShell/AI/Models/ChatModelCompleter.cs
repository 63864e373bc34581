using Mistral.Client;

namespace Mistral.PowerShell.AI.Models;

/// <summary>Completes the ids of models that can chat.</summary>
internal sealed class ChatModelCompleter : ModelCompleter
{
    private protected override bool IsUsable(ModelCard model) => model.MayHave("completion_chat");
}

using Mistral.Client;
using Mistral.PowerShell.AI.Models;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>Completes the ids of models that can complete code.</summary>
internal sealed class FimModelCompleter : ModelCompleter
{
    private protected override bool IsUsable(ModelCard model) => model.MayHave("completion_fim");
}

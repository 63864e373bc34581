using Mistral.Client;
using Mistral.PowerShell.AI.Models;

namespace Mistral.PowerShell.Features.Moderation;

/// <summary>Completes the ids of models that moderate.</summary>
internal sealed class ModerationModelCompleter : ModelCompleter
{
    private protected override bool IsUsable(ModelCard model) => model.MayHave("moderation");
}

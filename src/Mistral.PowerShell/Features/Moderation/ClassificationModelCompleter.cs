using Mistral.Client;
using Mistral.PowerShell.AI.Models;

namespace Mistral.PowerShell.Features.Moderation;

/// <summary>Completes the ids of models that classify.</summary>
internal sealed class ClassificationModelCompleter : ModelCompleter
{
    private protected override bool IsUsable(ModelCard model) => model.MayHave("classification");
}

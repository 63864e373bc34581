using System.Linq;
using Mistral.Client;
using Mistral.PowerShell.AI.Models;

namespace Mistral.PowerShell.Features.Embeddings;

/// <summary>Completes the ids of models that make embeddings.</summary>
internal sealed class EmbeddingModelCompleter : ModelCompleter
{
    // The list has no capability for embeddings: such a model has no other capability, or says it by its name.
    private protected override bool IsUsable(ModelCard model) =>
        model.Capabilities?.Values.Contains(true) is not true || model.Id.Contains("embed");
}

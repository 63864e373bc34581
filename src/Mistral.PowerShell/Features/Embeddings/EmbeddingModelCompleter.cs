using System.Linq;
using Mistral.Client;
using Mistral.PowerShell.AI.Models;

namespace Mistral.PowerShell.Features.Embeddings;

/// <summary>Completes the ids of embedding models.</summary>
internal sealed class EmbeddingModelCompleter : ModelCompleter
{
    // The model list has no capability for embeddings, so the model is recognized by its name or by having no capability.
    private protected override bool IsUsable(ModelCard model) =>
        model.Capabilities?.Values.Contains(true) is not true || model.Id.Contains("embed");
}

using Mistral.Client;
using Mistral.PowerShell.AI.Models;

namespace Mistral.PowerShell.Features.Ocr;

/// <summary>Completes the ids of models that recognise text.</summary>
internal sealed class OcrModelCompleter : ModelCompleter
{
    private protected override bool IsUsable(ModelCard model) => model.MayHave("ocr");
}

using Mistral.Client;
using Mistral.PowerShell.AI.Models;

namespace Mistral.PowerShell.Features.Audio;

/// <summary>Completes the ids of models that speak.</summary>
internal sealed class SpeechModelCompleter : ModelCompleter
{
    private protected override bool IsUsable(ModelCard model) => model.MayHave("audio_speech");
}

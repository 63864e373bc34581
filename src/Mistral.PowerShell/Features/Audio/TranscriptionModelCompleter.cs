using Mistral.Client;
using Mistral.PowerShell.AI.Models;

namespace Mistral.PowerShell.Features.Audio;

/// <summary>Completes the ids of models that transcribe.</summary>
internal sealed class TranscriptionModelCompleter : ModelCompleter
{
    private protected override bool IsUsable(ModelCard model) => model.MayHave("audio_transcription");
}

using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Audio;

/// <summary>A voice for speech.</summary>
[Resource(
    "Mistral.Voice",
    "VoiceId", "Name", "Slug", "Languages", "Gender", "Age", "Tags", "Color", "Description", "RetentionNotice", "CreatedAt", "UserId",
    "TrimmedSeconds",
    IdName = "VoiceId", List = typeof(GetMistralVoiceCommand))]
internal sealed class VoiceResource;

using System.Management.Automation;
using Mistral.PowerShell.Features.Audio;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Remove, "MistralVoice", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[Operation("DELETE", "/v1/audio/voices/{voice_id}", Action = "Delete the voice", SuppressOutput = true)]
public sealed class RemoveMistralVoiceCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<VoiceResource>))]
    [Id(typeof(VoiceResource))]
    [Alias("VoiceId")]
    [Path("voice_id")]
    public string? Id { get; set; }
}

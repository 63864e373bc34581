using System.Management.Automation;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Features.Audio;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralVoice", SupportsShouldProcess = true)]
[OutputType("Mistral.Voice")]
[Operation("PATCH", "/v1/audio/voices/{voice_id}", Output = typeof(VoiceResource), Action = "Change the voice")]
public sealed class SetMistralVoiceCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<VoiceResource>))]
    [Id(typeof(VoiceResource))]
    [Alias("VoiceId")]
    [Path("voice_id")]
    public string? Id { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("name")]
    public string? Name { get; set; }

    [Parameter]
    [ValidateNotNull]
    [Body("languages")]
    public string[] Language { get; set; } = [];

    [Parameter]
    [AllowNullString]
    [AllowNull]
    [AllowEmptyString]
    [Body("gender")]
    public string? Gender { get; set; }

    [Parameter]
    [ValidateRange(0, 150)]
    [Body("age")]
    public int? Age { get; set; }

    [Parameter]
    [ValidateNotNull]
    [Body("tags")]
    public string[] Tag { get; set; } = [];

    [Parameter]
    [AllowNullString]
    [AllowNull]
    [AllowEmptyString]
    [Body("description")]
    public string? Description { get; set; }
}

using System.Collections.Generic;
using System.Management.Automation;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Features.Audio;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.New, "MistralVoice", SupportsShouldProcess = true)]
[OutputType("Mistral.Voice")]
[Operation("POST", "/v1/audio/voices", Output = typeof(VoiceResource), Action = "Create the voice", Supplies = ["sample_audio"])]
public sealed class NewMistralVoiceCommand : OperationCommand
{
    private VoiceSample? _sample;

    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [Body("name")]
    public string? Name { get; set; }

    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string SamplePath { get; set; } = string.Empty;

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("slug")]
    public string? Slug { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("languages")]
    public string[] Language { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("gender")]
    public string? Gender { get; set; }

    [Parameter]
    [ValidateRange(0, 150)]
    [Body("age")]
    public int? Age { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("tags")]
    public string[] Tag { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("color")]
    public string? Color { get; set; }

    [Parameter]
    [ValidateLength(1, 500)]
    [Body("description")]
    public string? Description { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [Body("retention_notice")]
    public int? RetentionNotice { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _sample = InvokeOrTerminate(() => VoiceSample.Read(new FileResolver(SessionState.Path), SamplePath));
    }

    private protected override Dictionary<string, object?> CreateBody()
    {
        Dictionary<string, object?> body = base.CreateBody();
        body["sample_audio"] = _sample!.Base64;
        body["sample_filename"] = _sample.FileName;
        return body;
    }
}

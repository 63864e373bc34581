using System.IO;
using System.Management.Automation;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Features.Audio;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommunications.Receive, "MistralVoiceSample", SupportsShouldProcess = true, DefaultParameterSetName = FolderSet)]
[OutputType(typeof(FileInfo))]
[Operation("GET", "/v1/audio/voices/{voice_id}/sample")]
public sealed class ReceiveMistralVoiceSampleCommand : DownloadCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<VoiceResource>))]
    [Id(typeof(VoiceResource))]
    [Alias("VoiceId")]
    [Path("voice_id")]
    public string Id { get; set; } = string.Empty;

    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = FolderSet)]
    public string? Name { get; set; }

    private protected override string Activity => "Downloading samples";

    protected override void ProcessRecord()
    {
        string id = Id;
        string file = TargetFile ?? Path.Combine(TargetFolder, SafeFileName.Get(string.IsNullOrEmpty(Name) ? id : Name, id) + ".wav");
        if (ShouldProcess(id, $"Download the sample of the voice to '{file}'"))
        {
            RunEach(token => SaveAsync(id, file, () => Client.Audio.OpenSampleAsync(id, this, token), token), id);
        }
    }
}

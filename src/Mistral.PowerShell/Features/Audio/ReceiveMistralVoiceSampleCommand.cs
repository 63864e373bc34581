using System.IO;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Features.Audio;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommunications.Receive, "MistralVoiceSample", SupportsShouldProcess = true, DefaultParameterSetName = FolderSet)]
[OutputType(typeof(FileInfo))]
[Operation("GET", "/v1/audio/voices/{voice_id}/sample")]
public sealed class ReceiveMistralVoiceSampleCommand : ThrottledCommand
{
    private const string FolderSet = "Destination";
    private const string FileSet = "OutFile";

    private readonly Downloads _downloads = new();
    private string _folder = string.Empty;
    private string? _file;
    private TransferProgress? _progress;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<VoiceResource>))]
    [Id(typeof(VoiceResource))]
    [Alias("VoiceId")]
    [Path("voice_id")]
    public string Id { get; set; } = string.Empty;

    [Parameter(Position = 1, ParameterSetName = FolderSet)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = ".";

    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = FolderSet)]
    public string? Name { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = FileSet)]
    [ValidateNotNullOrEmpty]
    public string? OutFile { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override bool TellsProgress => false;

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _file = OutFile is null ? null : InvokeOrTerminate(() => OutputFile.GetPath(SessionState.Path, OutFile), ErrorCategory.WriteError);
        _folder = OutFile is null ? InvokeOrTerminate(() => OutputFile.GetFolder(SessionState.Path, Destination), ErrorCategory.WriteError) : string.Empty;
        _progress = new TransferProgress(StartProgress("Downloading samples"));
    }

    protected override void ProcessRecord()
    {
        string id = Id;
        string file = _file ?? Path.Combine(_folder, SafeFileName.Get(string.IsNullOrEmpty(Name) ? id : Name, id) + ".wav");
        if (ShouldProcess(id, $"Download the sample of the voice to '{file}'"))
        {
            RunEach(token => ReceiveAsync(id, file, token), id);
        }
    }

    private async Task ReceiveAsync(string id, string file, CancellationToken cancellationToken)
    {
        if (await _downloads.TrySaveAsync(this, id, file, Force, () => Client.Audio.OpenSampleAsync(id, this, cancellationToken), _progress!, cancellationToken).ConfigureAwait(false))
        {
            await WriteAsync(new FileInfo(file)).ConfigureAwait(false);
        }
    }
}

using System.IO;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Files;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommunications.Receive, "MistralFile", SupportsShouldProcess = true, DefaultParameterSetName = FolderSet)]
[OutputType(typeof(FileInfo))]
[Operation("GET", "/v1/files/{file_id}/content")]
[Operation("GET", "/v1/files/{file_id}", IsSecondary = true)]
public sealed class ReceiveMistralFileCommand : ThrottledCommand
{
    private const string FolderSet = "Destination";
    private const string FileSet = "OutFile";

    private readonly Downloads _downloads = new();
    private string _folder = string.Empty;
    private string? _file;
    private TransferProgress? _progress;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<FileResource>))]
    [Id(typeof(FileResource))]
    [Alias("FileId")]
    [Path("file_id")]
    public string Id { get; set; } = string.Empty;

    [Parameter(Position = 1, ParameterSetName = FolderSet)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = ".";

    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = FolderSet)]
    public string? FileName { get; set; }

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
        _progress = new TransferProgress(StartProgress("Downloading files"));
    }

    protected override void ProcessRecord()
    {
        string id = Id;
        string? name = FileName;
        if (ShouldProcess(id, $"Download the file to '{_file ?? _folder}'"))
        {
            RunEach(token => ReceiveAsync(id, name, token), id);
        }
    }

    private async Task ReceiveAsync(string id, string? name, CancellationToken cancellationToken)
    {
        string file = _file ?? Path.Combine(_folder, SafeFileName.Get(name ?? await GetNameAsync(id, cancellationToken).ConfigureAwait(false), id));
        if (await _downloads.TrySaveAsync(this, id, file, Force, () => Client.Files.OpenAsync(id, this, cancellationToken), _progress!, cancellationToken).ConfigureAwait(false))
        {
            await WriteAsync(new FileInfo(file)).ConfigureAwait(false);
        }
    }

    private async Task<string?> GetNameAsync(string id, CancellationToken cancellationToken) =>
        JsonFields.GetText(await Client.Files.GetAsync(id, this, cancellationToken).ConfigureAwait(false), "filename");
}

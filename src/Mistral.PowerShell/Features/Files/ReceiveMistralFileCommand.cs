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
public sealed class ReceiveMistralFileCommand : DownloadCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<FileResource>))]
    [Id(typeof(FileResource))]
    [Alias("FileId")]
    [Path("file_id")]
    public string Id { get; set; } = string.Empty;

    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = FolderSet)]
    public string? FileName { get; set; }

    private protected override string Activity => "Downloading files";

    protected override void ProcessRecord()
    {
        string id = Id;
        string? name = FileName;
        if (ShouldProcess(id, $"Download the file to '{TargetFile ?? TargetFolder}'"))
        {
            RunEach(token => ReceiveAsync(id, name, token), id);
        }
    }

    private async Task ReceiveAsync(string id, string? name, CancellationToken cancellationToken)
    {
        string file = TargetFile ?? Path.Combine(TargetFolder, SafeFileName.Get(name ?? await GetNameAsync(id, cancellationToken).ConfigureAwait(false), id));
        await SaveAsync(id, file, () => Client.Files.OpenAsync(id, this, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private async Task<string?> GetNameAsync(string id, CancellationToken cancellationToken) =>
        JsonFields.GetText(await Client.Files.GetAsync(id, this, cancellationToken).ConfigureAwait(false), "filename");
}

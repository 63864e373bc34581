using System.IO;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Features.Libraries;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Add, "MistralLibraryDocument", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType("Mistral.LibraryDocument")]
[Operation("POST", "/v1/libraries/{library_id}/documents", Supplies = ["file"])]
[Operation("GET", "/v1/libraries/{library_id}/documents/{document_id}/status", IsSecondary = true, Supplies = ["document_id"])]
[Operation("GET", "/v1/libraries/{library_id}/documents/{document_id}", IsSecondary = true, Supplies = ["document_id"])]
public sealed class AddMistralLibraryDocumentCommand : LibraryDocumentCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    private TransferProgress? _progress;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<LibraryResource>))]
    [Id(typeof(LibraryResource))]
    [Path("library_id")]
    public string LibraryId { get; set; } = string.Empty;

    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "FullName", "LP")]
    public string[] LiteralPath { get; set; } = [];

    [Parameter]
    public SwitchParameter Wait { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _progress = new TransferProgress(StartProgress("Uploading documents"));
    }

    protected override void ProcessRecord()
    {
        string library = LibraryId;
        InputFiles.ReadEach(this, Path, LiteralPath, file =>
        {
            if (ShouldProcess(file, $"Add to the library {library}"))
            {
                RunEach(token => AddAsync(library, file, token), file);
            }
        });
    }

    protected override void EndProcessing()
    {
        PumpWhile(() => Queue.OpenCount > 0);
        WaitForAll();
        base.EndProcessing();
    }

    private async Task AddAsync(string library, string file, CancellationToken cancellationToken)
    {
        try
        {
            PSObject document = await Of(library).AddAsync(file, _progress!.Begin(new FileInfo(file).Length), cancellationToken).ConfigureAwait(false);
            if (Wait)
            {
                PostOrdered(() => Await(library, (string)document.Properties["DocumentId"].Value, file, (bool)document.Properties["IsNew"].Value));
            }
            else
            {
                await WriteAsync(document).ConfigureAwait(false);
            }
        }
        finally
        {
            _progress!.End();
        }
    }
}

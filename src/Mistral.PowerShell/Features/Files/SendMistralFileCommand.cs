using System.IO;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Core.TabCompletion;
using Mistral.PowerShell.Features.Files;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommunications.Send, "MistralFile", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType("Mistral.File")]
[Operation("POST", "/v1/files", Supplies = ["file"])]
public sealed class SendMistralFileCommand : ThrottledCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    private TransferProgress? _progress;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [PathText]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "FullName", "LP")]
    public string[] LiteralPath { get; set; } = [];

    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(FilePurposeCompleter))]
    [Body("purpose")]
    public string? Purpose { get; set; }

    [Parameter]
    [Body("visibility")]
    public FileVisibility? Visibility { get; set; }

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [Body("expiry")]
    public int? Expiry { get; set; }

    private protected override bool ReportsProgress => false;

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _progress = new TransferProgress(StartProgress("Uploading files"));
    }

    protected override void ProcessRecord() => InputFiles.ReadEach(this, Path, LiteralPath, file =>
    {
        UploadedFiles.Check(file);
        if (ShouldProcess(file, Purpose is null ? "Upload the file" : $"Upload the file for {Purpose}"))
        {
            RunEach(token => SendAsync(file, token), file);
        }
    });

    private async Task SendAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            FileUploadRequest request = new() { Path = file, Purpose = Purpose, Visibility = Visibility?.ToString().ToLowerInvariant(), Expiry = Expiry };
            UploadedFile uploaded = await Client.Files.UploadAsync(request, _progress!.Begin(new FileInfo(file).Length), this, cancellationToken).ConfigureAwait(false);
            await WriteAsync(UploadedFiles.Convert(uploaded, file)).ConfigureAwait(false);
        }
        finally
        {
            _progress!.End();
        }
    }
}

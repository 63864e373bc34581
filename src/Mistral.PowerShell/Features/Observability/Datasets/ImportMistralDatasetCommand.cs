using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Observability.Datasets;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsData.Import, "MistralDataset", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType("Mistral.Dataset")]
[Operation("POST", Datasets, IsSecondary = true)]
[Operation("POST", "/v1/files", IsSecondary = true, Supplies = ["file"])]
[Operation("POST", "/v1/observability/datasets/{dataset_id}/imports/from-file", IsSecondary = true, Supplies = ["dataset_id", "file_id"])]
[Operation("GET", "/v1/observability/datasets/{dataset_id}/tasks/{task_id}", IsSecondary = true, Supplies = ["dataset_id", "task_id"])]
[Operation("GET", "/v1/observability/datasets/{dataset_id}", IsSecondary = true, Supplies = ["dataset_id"])]
[Operation("DELETE", "/v1/observability/datasets/{dataset_id}", IsSecondary = true, Supplies = ["dataset_id"])]
[Operation("DELETE", "/v1/files/{file_id}", IsSecondary = true, Supplies = ["file_id"])]
public sealed class ImportMistralDatasetCommand : DatasetTaskCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string Datasets = "/v1/observability/datasets";
    private const int MinNameLength = 5;
    private const int MaxNameLength = 50;

    private TransferProgress? _progress;

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "FullName", "LP")]
    public string LiteralPath { get; set; } = string.Empty;

    [Parameter(Position = 1)]
    [ValidateLength(MinNameLength, MaxNameLength)]
    [Body("name", IsAlways = true)]
    public string? Name { get; set; }

    [Parameter]
    [ValidateLength(0, 200)]
    [Body("description", IsAlways = true)]
    public string Description { get; set; } = string.Empty;

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _progress = new TransferProgress(StartProgress("Uploading records"));
    }

    protected override void ProcessRecord() => InputFiles.ReadEach(this, Path, LiteralPath.Length == 0 ? [] : [LiteralPath], file =>
    {
        string name = Name ?? System.IO.Path.GetFileNameWithoutExtension(file);
        if (name.Length is < MinNameLength or > MaxNameLength)
        {
            throw MistralApiException.InvalidArgument($"The name '{name}' must have {MinNameLength} to {MaxNameLength} characters. Specify -Name.");
        }

        DatasetFile.Check(file, StopToken);
        if (ShouldProcess($"dataset '{name}': {file}", "Create the dataset, and import the file"))
        {
            RunEach(token => ImportAsync(file, name, token), file);
        }
    });

    protected override void EndProcessing()
    {
        PumpWhile(() => Queue.OpenCount > 0);
        WaitForAll();
        base.EndProcessing();
    }

    private protected override async Task WriteResultAsync(string dataset, PSObject task, CancellationToken cancellationToken)
    {
        MistralResponse response = await Client.SendAsync(new MistralRequest("GET", $"{Datasets}/{MistralRequest.EscapeSegment(dataset)}"), this, cancellationToken).ConfigureAwait(false);
        await WriteAsync(ResourceAttribute.Of(typeof(DatasetResource)).Read(response.ReadJson())).ConfigureAwait(false);
    }

    // The file is uploaded first, so that a failed upload leaves no empty dataset.
    private async Task ImportAsync(string file, string name, CancellationToken cancellationToken)
    {
        try
        {
            UploadedFile uploaded = await Client.Files.UploadAsync(
                new FileUploadRequest { Path = file }, _progress!.Begin(new FileInfo(file).Length), this, cancellationToken).ConfigureAwait(false);
            await StartAsync(file, name, uploaded.Id, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _progress!.End();
        }
    }

    // A failure leaves no uploaded file and no empty dataset.
    private async Task StartAsync(string file, string name, string fileId, CancellationToken cancellationToken)
    {
        string? dataset = null;
        try
        {
            dataset = await CreateAsync(name, cancellationToken).ConfigureAwait(false);
            PSObject task = await Of(dataset).StartAsync("from-file", new() { ["file_id"] = fileId }, cancellationToken).ConfigureAwait(false);
            string id = dataset;
            PostOrdered(() => Await(id, (string)task.Properties["DatasetTaskId"].Value, file, fileId));
        }
        catch (MistralApiException)
        {
            if (dataset is not null)
            {
                MistralRequest removal = new("DELETE", $"{Datasets}/{MistralRequest.EscapeSegment(dataset)}");
                await CleanUpAsync($"The dataset '{dataset}'", () => Client.SendAsync(removal, this, cancellationToken)).ConfigureAwait(false);
            }

            await DeleteUploadAsync(fileId, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<string> CreateAsync(string name, CancellationToken cancellationToken)
    {
        MistralRequest request = new("POST", Datasets)
        {
            Body = RequestBody.Json(PSJsonWriter.Write(new Dictionary<string, object?> { ["name"] = name, ["description"] = Description })),
        };
        JsonElement dataset = (await Client.SendAsync(request, this, cancellationToken).ConfigureAwait(false)).ReadJson();
        return JsonFields.GetText(dataset, "id") ?? throw new MistralApiException(MistralErrorKind.InvalidResponse, "The response has no id of the dataset.");
    }
}

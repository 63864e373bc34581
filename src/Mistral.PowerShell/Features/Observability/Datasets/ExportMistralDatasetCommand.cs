using System;
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
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsData.Export, "MistralDataset", SupportsShouldProcess = true, DefaultParameterSetName = FolderSet)]
[OutputType(typeof(FileInfo))]
[Operation("GET", "/v1/observability/datasets/{dataset_id}/exports/to-jsonl")]
[Operation("GET", "/v1/observability/datasets/{dataset_id}", IsSecondary = true)]
public sealed class ExportMistralDatasetCommand : DownloadCommand
{
    private ResourceIds? _ids;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<DatasetResource>))]
    [Id(typeof(DatasetResource), IsByName = true)]
    [Alias("DatasetId")]
    [Path("dataset_id")]
    public string Id { get; set; } = string.Empty;

    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = FolderSet)]
    public string? Name { get; set; }

    private protected override string Activity => "Exporting datasets";

    protected override void ProcessRecord()
    {
        string? name = Name;
        if ((_ids ??= new(this)).Find(ResourceAttribute.Of(typeof(DatasetResource)), Id) is { } id && ShouldProcess(name is null ? $"dataset {id}" : $"dataset '{name}' ({id})", $"Export the dataset to '{TargetFile ?? TargetFolder}'"))
        {
            RunEach(token => ExportAsync(id, name, token), id);
        }
    }

    private async Task ExportAsync(string id, string? name, CancellationToken cancellationToken)
    {
        string path = $"/v1/observability/datasets/{MistralRequest.EscapeSegment(id)}";
        string file = TargetFile ?? Path.Combine(TargetFolder, SafeFileName.Get($"{name ?? JsonFields.GetText(await GetAsync(path, cancellationToken).ConfigureAwait(false), "name")}.jsonl", $"{id}.jsonl"));
        await SaveAsync(id, file, () => OpenAsync(path, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private async Task<StreamingResponse> OpenAsync(string path, CancellationToken cancellationToken)
    {
        JsonElement export = await GetAsync($"{path}/exports/to-jsonl", cancellationToken).ConfigureAwait(false);
        return Uri.TryCreate(JsonFields.GetText(export, "file_url"), UriKind.Absolute, out Uri? address)
            ? await Client.OpenSignedAsync(address, this, cancellationToken).ConfigureAwait(false)
            : throw new MistralApiException(MistralErrorKind.InvalidResponse, "The response has no URL of the exported file.");
    }

    private async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) =>
        (await Client.SendAsync(new MistralRequest("GET", path), this, cancellationToken).ConfigureAwait(false)).ReadJson();
}

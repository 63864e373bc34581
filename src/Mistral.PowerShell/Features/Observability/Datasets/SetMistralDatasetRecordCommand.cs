using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Observability.Datasets;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralDatasetRecord", SupportsShouldProcess = true)]
[Operation("PUT", PayloadPath, Supplies = ["payload"], Action = "Replace the payload of the record")]
[Operation("PUT", PropertiesPath, Supplies = ["properties"], Action = "Replace the properties of the record")]
public sealed class SetMistralDatasetRecordCommand : ConnectedCmdlet
{
    private const string PayloadPath = "/v1/observability/dataset-records/{dataset_record_id}/payload";
    private const string PropertiesPath = "/v1/observability/dataset-records/{dataset_record_id}/properties";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<DatasetRecordResource>))]
    [Id(typeof(DatasetRecordResource), IsByName = true)]
    [Alias("DatasetRecordId")]
    [Path("dataset_record_id")]
    public string Id { get; set; } = string.Empty;

    [Parameter(Position = 1)]
    [ValidateNotNull]
    [Body("payload")]
    public object? Payload { get; set; }

    [Parameter]
    [ValidateNotNull]
    [Alias("Properties")]
    [ObjectToDictionary]
    [Body("properties")]
    public IDictionary? Property { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        InvokeOrTerminate(() =>
        {
            if (Payload is null && Property is null)
            {
                throw MistralApiException.InvalidArgument("Specify -Payload, -Property or both.");
            }

            if (Payload is not null)
            {
                DatasetRecords.CheckPayload(Payload);
            }
        });
    }

    protected override void ProcessRecord()
    {
        string id = Id;
        string action = Payload is null ? "Replace the properties" : Property is null ? "Replace the payload" : "Replace the payload and the properties";
        if (ShouldProcess($"dataset record {id}", action))
        {
            RunAsync(token => ChangeAsync(id, token), id);
        }
    }

    private async Task ChangeAsync(string id, CancellationToken cancellationToken)
    {
        foreach ((string path, string field, object? value) in new[] { (PayloadPath, "payload", Payload), (PropertiesPath, "properties", Property) })
        {
            if (value is not null)
            {
                MistralRequest request = new("PUT", OperationMetadata.FillIn(path, new Dictionary<string, string> { ["dataset_record_id"] = id }))
                {
                    Body = RequestBody.Json(PSJsonWriter.Write(new Dictionary<string, object?> { [field] = value })),
                };
                _ = await Client.SendAsync(request, this, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}

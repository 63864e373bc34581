using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Features.Observability.Datasets;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.New, "MistralDatasetRecord", SupportsShouldProcess = true)]
[OutputType("Mistral.DatasetRecord")]
[Operation("POST", "/v1/observability/datasets/{dataset_id}/records", Output = typeof(DatasetRecordResource), Action = "Add a record to the dataset")]
public sealed class NewMistralDatasetRecordCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<DatasetResource>))]
    [Id(typeof(DatasetResource))]
    [Path("dataset_id")]
    public string? DatasetId { get; set; }

    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [ValidateNotNull]
    [Alias("InputObject")]
    [Body("payload")]
    public object? Payload { get; set; }

    [Parameter]
    [ValidateNotNull]
    [Alias("Properties")]
    [ObjectToDictionary]
    [Body("properties")]
    public IDictionary? Property { get; set; }

    private protected override Dictionary<string, object?> CreateBody()
    {
        Dictionary<string, object?> body = base.CreateBody();

        // A record of another dataset is copied with its properties.
        if (DatasetRecords.IsRecord(Payload))
        {
            PSObject record = PSObject.AsPSObject(Payload);
            body["payload"] = record.Properties["Payload"]?.Value;
            if (!body.ContainsKey("properties") && record.Properties["Properties"]?.Value is { } properties)
            {
                body["properties"] = properties;
            }
        }

        DatasetRecords.CheckPayload(body["payload"]);
        return body;
    }
}

using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Observability.Datasets;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Remove, "MistralDatasetRecord", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[Operation("DELETE", "/v1/observability/dataset-records/{dataset_record_id}", Action = Action, Supplies = ["dataset_record_id"])]
[Operation("POST", "/v1/observability/dataset-records/bulk-delete", Action = Action)]
public sealed class RemoveMistralDatasetRecordCommand : ConnectedCmdlet
{
    private const string Action = "Delete the record from its dataset";
    private const string RecordsPath = "/v1/observability/dataset-records";

    // The API accepts no more in one request.
    private const int MaxRecords = 500;

    private readonly List<string> _ids = [];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<DatasetRecordResource>))]
    [Id(typeof(DatasetRecordResource), IsMany = true, IsByName = true)]
    [Alias("DatasetRecordId")]
    [Body("dataset_record_ids")]
    public string[] Id { get; set; } = [];

    protected override void ProcessRecord()
    {
        foreach (string id in Id.Where(id => !_ids.Contains(id) && ShouldProcess($"dataset record {id}", Action)))
        {
            _ids.Add(id);
            if (_ids.Count == MaxRecords)
            {
                Remove();
            }
        }
    }

    protected override void EndProcessing()
    {
        Remove();
        base.EndProcessing();
    }

    private void Remove()
    {
        string[] ids = [.. _ids];
        _ids.Clear();
        if (ids.Length > 0)
        {
            RunAsync(token => RemoveAsync(ids, token), ids.Length == 1 ? ids[0] : ids);
        }
    }

    private Task<MistralResponse> RemoveAsync(string[] ids, CancellationToken cancellationToken) => Client.SendAsync(
        ids.Length == 1
            ? new MistralRequest("DELETE", $"{RecordsPath}/{MistralRequest.EscapeSegment(ids[0])}")
            : new MistralRequest("POST", $"{RecordsPath}/bulk-delete")
            {
                Body = RequestBody.Json(PSJsonWriter.Write(new Dictionary<string, object?> { ["dataset_record_ids"] = ids })),
            },
        this,
        cancellationToken);
}

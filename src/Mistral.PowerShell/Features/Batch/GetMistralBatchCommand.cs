using System;
using System.Collections;
using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.AI.Models;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Features.Batch;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralBatch", SupportsPaging = true, DefaultParameterSetName = ListSet)]
[OutputType("Mistral.Batch")]
[Operation("GET", "/v1/batch/jobs", Output = typeof(BatchResource), Items = "data", Paging = PageStyle.Page)]
[Operation("GET", "/v1/batch/jobs/{job_id}", Output = typeof(BatchResource))]
public sealed class GetMistralBatchCommand : OperationCommand
{
    private const string ListSet = "List";
    private const string IdSet = "Id";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<BatchResource>))]
    [Id(typeof(BatchResource))]
    [Alias("BatchId")]
    [Path("job_id")]
    public string? Id { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateSet("QUEUED", "RUNNING", "SUCCESS", "FAILED", "TIMEOUT_EXCEEDED", "CANCELLATION_REQUESTED", "CANCELLED")]
    [Query("status")]
    public string[] Status { get; set; } = [];

    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ChatModelCompleter))]
    [Query("model")]
    public string? Model { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [Query("agent_id")]
    public string? AgentId { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [ObjectToDictionary]
    [Query("metadata", Form = QueryForm.Exploded)]
    public IDictionary? Metadata { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [Query("created_after")]
    public DateTimeOffset After { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [Query("created_by_me")]
    public SwitchParameter Mine { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateSet("created", "-created")]
    [Alias("OrderBy")]
    [Query("order_by")]
    public string? SortBy { get; set; }
}

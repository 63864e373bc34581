using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Core.Text;
using Mistral.PowerShell.Features.Conversations;
using Mistral.PowerShell.Features.Files;
using Mistral.PowerShell.Features.Observability.Datasets;
using Mistral.PowerShell.Features.Observability.Traces;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsData.Import, "MistralDatasetRecord", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType("Mistral.DatasetTask")]
[Operation("POST", Imports + FromFile, Supplies = ["file_id"])]
[Operation("POST", Imports + FromConversations, Supplies = ["conversation_ids"])]
[Operation("POST", Imports + FromRecords, Supplies = ["dataset_record_ids"])]
[Operation("POST", Imports + FromSpans)]
[Operation("POST", "/v1/files", IsSecondary = true, Supplies = ["file"])]
[Operation("GET", "/v1/observability/datasets/{dataset_id}/tasks/{task_id}", IsSecondary = true, Supplies = ["task_id"])]
[Operation("DELETE", "/v1/files/{file_id}", IsSecondary = true, Supplies = ["file_id"])]
public sealed class ImportMistralDatasetRecordCommand : DatasetTaskCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string FileSet = "File";
    private const string ConversationSet = "Conversation";
    private const string RecordSet = "Record";
    private const string SpanSet = "Span";

    private const string Imports = "/v1/observability/datasets/{dataset_id}/imports/";
    private const string FromFile = "from-file";
    private const string FromConversations = "from-playground";
    private const string FromRecords = "from-dataset";
    private const string FromSpans = "from-spans";

    // A piped text may also be a path, which must not be taken for a conversation.
    private const string ConversationPrefix = "conv_";

    // The API accepts 10000 records in one request, and doesn't state a limit for the others.
    private const int MaxItems = 10000;

    // Items of one parameter set. The last input may have another one.
    private readonly List<object> _items = [];
    private string _itemSet = string.Empty;
    private TransferProgress? _progress;

    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<DatasetResource>))]
    [Id(typeof(DatasetResource))]
    [Path("dataset_id")]
    public string DatasetId { get; set; } = string.Empty;

    [Parameter(Mandatory = true, Position = 1, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "FullName", "LP")]
    public string LiteralPath { get; set; } = string.Empty;

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = FileSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<FileResource>))]
    [Id(typeof(FileResource))]
    public string FileId { get; set; } = string.Empty;

    // Not by property name: a span has the id of its conversation too.
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ConversationSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<ConversationResource>))]
    [Id(typeof(ConversationResource), IsByName = true)]
    public string ConversationId { get; set; } = string.Empty;

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = RecordSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<DatasetRecordResource>))]
    [Id(typeof(DatasetRecordResource))]
    public string DatasetRecordId { get; set; } = string.Empty;

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = SpanSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<TraceResource>))]
    [Id(typeof(TraceResource))]
    public string TraceId { get; set; } = string.Empty;

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = SpanSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<SpanResource>))]
    [Id(typeof(SpanResource))]
    public string SpanId { get; set; } = string.Empty;

    [Parameter(ParameterSetName = SpanSet)]
    [ValidateNotNull]
    [ObjectToDictionary]
    public IDictionary[] Mapping { get; set; } = [];

    [Parameter]
    public SwitchParameter NoWait { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        DatasetId = FindDataset(DatasetId) ?? string.Empty;
        _progress = new TransferProgress(StartProgress("Uploading records"));
    }

    protected override void ProcessRecord()
    {
        switch (ParameterSetName)
        {
            case var _ when DatasetId.Length == 0:
                break;
            case PathSet or LiteralPathSet:
                string[] literal = LiteralPath.Length == 0 ? [] : [LiteralPath];
                InputFiles.ReadEach(this, Path, literal, file =>
                {
                    DatasetFile.Check(file, StopToken);
                    Start(file, token => UploadAsync(file, token));
                });
                break;
            case FileSet:
                string id = FileId;
                Start(id, token => StartAsync(FromFile, new() { ["file_id"] = id }, id, uploadId: null, token));
                break;
            case ConversationSet when !ConversationId.StartsWith(ConversationPrefix, StringComparison.Ordinal):
                ReportFailure(MistralApiException.InvalidArgument($"'{ConversationId}' isn't the id of a conversation. For a file, use -Path, or pipe it from Get-Item."), ConversationId);
                break;
            default:
                Collect();
                break;
        }
    }

    protected override void EndProcessing()
    {
        StartCollected();
        PumpWhile(() => Queue.OpenCount > 0);
        WaitForAll();
        base.EndProcessing();
    }

    private void Collect()
    {
        if (_itemSet != ParameterSetName)
        {
            StartCollected();
            _itemSet = ParameterSetName;
        }

        _items.Add(ParameterSetName switch
        {
            ConversationSet => ConversationId,
            RecordSet => DatasetRecordId,
            _ => new Dictionary<string, object?> { ["trace_id"] = TraceId, ["span_id"] = SpanId },
        });
        if (_items.Count == MaxItems)
        {
            StartCollected();
        }
    }

    private void StartCollected()
    {
        object[] items = [.. _items];
        _items.Clear();
        if (items.Length == 0)
        {
            return;
        }

        (string source, string noun, Dictionary<string, object?> body) = _itemSet switch
        {
            ConversationSet => (FromConversations, "conversation", new Dictionary<string, object?> { ["conversation_ids"] = items }),
            RecordSet => (FromRecords, "record", new() { ["dataset_record_ids"] = items }),
            _ => (FromSpans, "span", new()
            {
                ["span_references"] = items,
                ["mapping_contract"] = new Dictionary<string, object?> { ["version"] = 1, ["mappings"] = Mapping },
            }),
        };
        string shown = Count.Of(items.Length, noun);
        Start(shown, token => StartAsync(source, body, shown, uploadId: null, token));
    }

    private void Start(string shown, Func<CancellationToken, Task> start)
    {
        if (ShouldProcess($"dataset {DatasetId}: {shown}", "Import into the dataset"))
        {
            RunEach(start, shown);
        }
    }

    private async Task UploadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            UploadedFile uploaded = await Client.Files.UploadAsync(
                new FileUploadRequest { Path = file }, _progress!.Begin(new FileInfo(file).Length), this, cancellationToken).ConfigureAwait(false);
            try
            {
                await StartAsync(FromFile, new() { ["file_id"] = uploaded.Id }, file, uploaded.Id, cancellationToken).ConfigureAwait(false);
            }
            catch (MistralApiException)
            {
                await DeleteUploadAsync(uploaded.Id, cancellationToken).ConfigureAwait(false);
                throw;
            }
        }
        finally
        {
            _progress!.End();
        }
    }

    private async Task StartAsync(string source, Dictionary<string, object?> body, string shown, string? uploadId, CancellationToken cancellationToken)
    {
        PSObject task = await Of(DatasetId).StartAsync(source, body, cancellationToken).ConfigureAwait(false);
        if (NoWait)
        {
            await WriteAsync(task).ConfigureAwait(false);
        }
        else
        {
            PostOrdered(() => Await(DatasetId, (string)task.Properties["DatasetTaskId"].Value, shown, uploadId));
        }
    }
}

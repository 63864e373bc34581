using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.Client.Chat;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Chat;
using Mistral.PowerShell.Features.Observability.Datasets;
using Mistral.PowerShell.Features.Observability.Judges;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Invoke, "MistralJudge", DefaultParameterSetName = ConversationSet)]
[OutputType("Mistral.JudgeOutput")]
[Operation("POST", "/v1/observability/judges/{judge_id}/live-judging", IsRead = true)]
[Operation("POST", "/v1/observability/dataset-records/{dataset_record_id}/live-judging", IsRead = true, Supplies = ["judge_definition"])]
[Operation("GET", "/v1/observability/judges/{judge_id}", IsSecondary = true)]
public sealed class InvokeMistralJudgeCommand : ThrottledCommand
{
    private const string ConversationSet = "Conversation";
    private const string RecordSet = "Record";
    private const string SpanSet = "Span";
    private const string Root = "/v1/observability";

    private Dictionary<string, object?>? _definition;

    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<JudgeResource>))]
    [Id(typeof(JudgeResource))]
    [Alias("JudgeId")]
    [Path("judge_id")]
    public string Id { get; set; } = string.Empty;

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = ConversationSet)]
    [ValidateNotNullOrEmpty]
    [Alias("History", "Messages")]
    [Body("messages")]
    public object[] Conversation { get; set; } = [];

    [Parameter(ParameterSetName = ConversationSet)]
    [Parameter(ParameterSetName = SpanSet)]
    [ValidateNotNull]
    [Alias("Properties")]
    [ObjectToDictionary]
    [Body("properties")]
    public IDictionary? Property { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = RecordSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<DatasetRecordResource>))]
    [Id(typeof(DatasetRecordResource))]
    [Path("dataset_record_id")]
    public string? DatasetRecordId { get; set; }

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = SpanSet)]
    [ValidateNotNull]
    [Span]
    public PSObject? Span { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Id = new ResourceIds(this).Find(ResourceAttribute.Of(typeof(JudgeResource)), Id) ?? string.Empty;
    }

    protected override void ProcessRecord()
    {
        if (Id.Length == 0)
        {
            return;
        }

        if (ParameterSetName == RecordSet)
        {
            string record = DatasetRecordId!;

            // The definition of the judge is read once.
            if (_definition is null)
            {
                RunAsync(async token => { _definition = await ReadDefinitionAsync(token).ConfigureAwait(false); }, Id);
            }

            if (_definition is { } definition)
            {
                RunEach(token => JudgeAsync($"dataset-records/{MistralRequest.EscapeSegment(record)}", new() { ["judge_definition"] = definition }, record, token), record);
            }

            return;
        }

        PSObject? span = Span;
        Dictionary<string, object?> body = [];
        if (!InvokeOrWriteError(() => body["messages"] = span is null ? ReadConversation() : SpanMessages.Read(span), span ?? (object)Conversation))
        {
            return;
        }

        if (Property is not null)
        {
            body["properties"] = Property;
        }

        RunEach(token => JudgeAsync($"judges/{MistralRequest.EscapeSegment(Id)}", body, record: null, token, span), Id);
    }

    private JsonElement[] ReadConversation() => [.. HistoryReader.Read(Conversation).Select(m => JsonSerializer.SerializeToElement(m, ChatJson.Context.ChatMessage))];

    private async Task<Dictionary<string, object?>> ReadDefinitionAsync(CancellationToken cancellationToken)
    {
        MistralResponse response = await Client.SendAsync(new MistralRequest("GET", $"{Root}/judges/{MistralRequest.EscapeSegment(Id)}"), this, cancellationToken).ConfigureAwait(false);
        return JudgeDefinition.Read(response.ReadJson());
    }

    private async Task JudgeAsync(string path, Dictionary<string, object?> body, string? record, CancellationToken cancellationToken, PSObject? span = null)
    {
        MistralRequest request = new("POST", $"{Root}/{path}/live-judging") { Body = RequestBody.Json(PSJsonWriter.Write(body)), IsRepeatable = true };
        MistralResponse response = await Client.SendAsync(request, this, cancellationToken).ConfigureAwait(false);
        PSObject output = (PSObject)ResourceAttribute.Of(typeof(JudgeOutputResource)).Read(response.ReadJson())!;
        JsonObjects.Set(output, "JudgeId", Id);
        JsonObjects.Set(output, "DatasetRecordId", record);
        JsonObjects.Set(output, "TraceId", span?.Properties["TraceId"]?.Value);
        JsonObjects.Set(output, "SpanId", span?.Properties["SpanId"]?.Value);
        await WriteAsync(output).ConfigureAwait(false);
    }
}

using System.Collections.Generic;
using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.Features.Indexes;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralIndexDocument", DefaultParameterSetName = ReadSet)]
[OutputType("Mistral.IndexChunk")]
[Operation("POST", "/v1/rag/managed_indexes/{index_name}/read", Output = typeof(IndexChunkResource), IsRead = true, Case = ReadSet)]
[Operation("POST", "/v1/rag/managed_indexes/{index_name}/grep", Output = typeof(IndexChunkResource), IsRead = true, Case = PatternSet)]
public sealed class GetMistralIndexDocumentCommand : OperationCommand
{
    private const string ReadSet = "Read";
    private const string PatternSet = "Pattern";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<IndexResource>))]
    [Alias("Name")]
    [Path("index_name")]
    public string? IndexName { get; set; }

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [Body("source_id")]
    public string? SourceId { get; set; }

    [Parameter(Mandatory = true, Position = 2, ParameterSetName = PatternSet)]
    [ValidateNotNullOrEmpty]
    [Body("pattern")]
    public string? Pattern { get; set; }

    [Parameter(ParameterSetName = PatternSet)]
    public SwitchParameter Term { get; set; }

    [Parameter(ParameterSetName = ReadSet)]
    [ValidateRange(0, int.MaxValue)]
    [Body("start_offset")]
    public int? StartOffset { get; set; }

    [Parameter(ParameterSetName = ReadSet)]
    [ValidateRange(0, int.MaxValue)]
    [Body("end_offset")]
    public int? EndOffset { get; set; }

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [Body("top_k")]
    public int Top { get; set; }

    private protected override Dictionary<string, object?> CreateBody()
    {
        Dictionary<string, object?> body = base.CreateBody();
        if (Term)
        {
            body["mode"] = "term";
        }

        return body;
    }

    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation) => IndexChunks.Read(reply, IndexName!);
}

using System.Collections.Generic;
using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.Features.Indexes;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralIndexChunk", DefaultParameterSetName = IdSet)]
[OutputType("Mistral.IndexChunk")]
[Operation("GET", "/v1/rag/managed_indexes/{index_name}/chunks/{chunk_id}", Output = typeof(IndexChunkResource), Case = IdSet)]
[Operation("POST", "/v1/rag/managed_indexes/{index_name}/navigate", Output = typeof(IndexChunkResource), IsRead = true, Case = DirectionSet)]
public sealed class GetMistralIndexChunkCommand : OperationCommand
{
    private const string IdSet = "Id";
    private const string DirectionSet = "Direction";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<IndexResource>))]
    [Alias("Name")]
    [Path("index_name")]
    public string? IndexName { get; set; }

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [Alias("Id")]
    [Path("chunk_id")]
    public string? ChunkId { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = DirectionSet)]
    [ValidateNotNullOrEmpty]
    [Body("source_id")]
    public string? SourceId { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = DirectionSet)]
    [ValidateRange(0, int.MaxValue)]
    [Body("start_offset")]
    public int StartOffset { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = DirectionSet)]
    [ValidateRange(0, int.MaxValue)]
    [Body("end_offset")]
    public int EndOffset { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = DirectionSet)]
    [ValidateSet("next", "previous")]
    [Body("direction")]
    public string? Direction { get; set; }

    [Parameter(ParameterSetName = DirectionSet)]
    [ValidateRange(1, int.MaxValue)]
    [Body("top_k")]
    public int Top { get; set; }

    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation) => IndexChunks.Read(reply, IndexName!);
}

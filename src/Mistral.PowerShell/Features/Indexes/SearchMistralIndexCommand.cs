using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Text;
using Mistral.PowerShell.Features.Indexes;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Search, "MistralIndex", DefaultParameterSetName = QuerySet)]
[OutputType("Mistral.IndexChunk")]
[Operation("POST", "/v1/rag/managed_indexes/{index_name}/search", Output = typeof(IndexChunkResource), IsRead = true)]
public sealed class SearchMistralIndexCommand : OperationCommand
{
    private const string QuerySet = "Query";
    private const string VectorSet = "Vector";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<IndexResource>))]
    [Alias("Name")]
    [Path("index_name")]
    public string? IndexName { get; set; }

    // Its field is in one or two retrievers.
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ParameterSetName = QuerySet)]
    [ValidateNotNullOrEmpty]
    public string? Query { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = VectorSet)]
    [ValidateNotNullOrEmpty]
    public float[]? Vector { get; set; }

    [Parameter(ParameterSetName = QuerySet)]
    [ValidateSet("Hybrid", "Vector", "Keyword")]
    public string Mode { get; set; } = "Hybrid";

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Top { get; set; } = 10;

    [Parameter]
    [ValidateNotNull]
    [ObjectToDictionary]
    public IDictionary? Filter { get; set; }

    private protected override bool HasBody => true;

    private protected override Dictionary<string, object?> CreateBody() => new() { ["retriever"] = CreateRetriever() };

    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation) => IndexChunks.Read(reply, IndexName!);

    private Dictionary<string, object?> CreateRetriever()
    {
        Dictionary<string, object?> keyword = Create("keyword", ("query", Query));
        Dictionary<string, object?> vector = Create("nearest_neighbour", Vector is null ? ("query", Query) : ("query_embedding", Vector));
        return Vector is not null || Is("Vector") ? vector
            : Is("Keyword") ? keyword
            : Create("rrf", ("retrievers", new[] { keyword, vector }));
    }

    private bool Is(string mode) => string.Equals(Mode, mode, StringComparison.OrdinalIgnoreCase);

    private Dictionary<string, object?> Create(string type, (string Name, object? Value) content)
    {
        Dictionary<string, object?> retriever = new() { ["type"] = type, [content.Name] = content.Value, ["top_k"] = Top };
        if (Filter is not null)
        {
            retriever["filter"] = Expand(Filter);
        }

        return retriever;
    }

    // The short form of a filter has a value or several for each field. The full form is the API's own.
    private static object Expand(IDictionary filter)
    {
        if (filter.Contains("type") && (filter.Contains("field") || filter.Contains("match") || filter.Contains("matches")))
        {
            return filter;
        }

        Dictionary<string, object?>[] matches = [.. filter.Keys.Cast<object>().Select(field => filter[field] is IEnumerable several and not string
            ? new Dictionary<string, object?> { ["type"] = "in", ["field"] = InvariantFormatter.Of(field), ["values"] = several }
            : new Dictionary<string, object?> { ["type"] = "equal", ["field"] = InvariantFormatter.Of(field), ["value"] = filter[field] })];
        return matches.Length == 1 ? matches[0] : new Dictionary<string, object?> { ["type"] = "and", ["matches"] = matches };
    }
}

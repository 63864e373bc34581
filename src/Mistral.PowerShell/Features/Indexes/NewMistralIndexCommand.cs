using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Features.Indexes;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.New, "MistralIndex", SupportsShouldProcess = true)]
[OutputType("Mistral.Index")]
[Operation("POST", "/v1/rag/managed_indexes", Output = typeof(IndexResource), Action = "Create the index")]
public sealed class NewMistralIndexCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [Body("name")]
    public string? Name { get; set; }

    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Model { get; set; } = "mistral-embed";

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Dimension { get; set; } = 1024;

    [Parameter]
    [ValidateSet("float16", "float32")]
    public string? DataType { get; set; }

    [Parameter]
    [ValidateSet("cosine", "inner_product", "l2")]
    public string? DistanceMetric { get; set; }

    [Parameter]
    public SwitchParameter CustomModel { get; set; }

    [Parameter]
    [ValidateNotNull]
    [ObjectToDictionary]
    public IDictionary? DocumentField { get; set; }

    [Parameter]
    [ValidateNotNull]
    [ObjectToDictionary]
    public IDictionary? ChunkField { get; set; }

    // The embedding model and the schema are objects in the body.
    private protected override Dictionary<string, object?> CreateBody()
    {
        Dictionary<string, object?> body = base.CreateBody();
        Dictionary<string, object?> embedding = new() { ["name"] = Model, ["dimensions"] = Dimension, ["type"] = CustomModel ? "custom" : "mistral" };
        if (DataType is not null)
        {
            embedding["dtype"] = DataType.ToLowerInvariant();
        }

        if (DistanceMetric is not null)
        {
            embedding["distance_metric"] = DistanceMetric.ToLowerInvariant();
        }

        if (IndexFields.Create(DocumentField, ChunkField) is { Count: > 0 } schema)
        {
            body["schema"] = schema;
        }

        body["config"] = new Dictionary<string, object?> { ["embedding"] = embedding };
        return body;
    }
}

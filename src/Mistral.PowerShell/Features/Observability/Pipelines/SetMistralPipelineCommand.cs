using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Observability.Pipelines;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralPipeline", SupportsShouldProcess = true)]
[OutputType("Mistral.Pipeline")]
[Operation("PUT", "/v1/observability/pipelines/{pipeline_id}", Output = typeof(PipelineResource), Action = "Change the pipeline")]
public sealed class SetMistralPipelineCommand : PipelineSettingCommand
{
    private static readonly string[] s_fields = ["name", "description", "selectors", "definitions", "enabled"];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<PipelineResource>))]
    [Id(typeof(PipelineResource))]
    [Alias("PipelineId")]
    [Path("pipeline_id")]
    public string? Id { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("name")]
    public string? Name { get; set; }

    [Parameter]
    [ValidateNotNull]
    [AllowEmptyCollection]
    [ObjectToDictionary]
    [Body("definitions")]
    public IDictionary[]? Definition { get; set; }

    [Parameter]
    [Body("enabled")]
    public bool? Enabled { get; set; }

    private protected override Dictionary<string, object?> CreateBody()
    {
        Dictionary<string, object?> body = base.CreateBody();
        if (GetSelectors() is { } selectors)
        {
            body["selectors"] = selectors;
        }

        return body;
    }

    // The API replaces the pipeline as a whole, so what was not specified is sent as it is.
    private protected override async Task<Dictionary<string, object?>?> CompleteBodyAsync(
        Dictionary<string, object?>? body, IReadOnlyDictionary<string, string> path, CancellationToken cancellationToken)
    {
        MistralRequest request = new("GET", OperationMetadata.FillIn("/v1/observability/pipelines/{pipeline_id}", path));
        JsonElement current = (await Client.SendAsync(request, this, cancellationToken).ConfigureAwait(false)).ReadJson();
        foreach (string field in s_fields.Where(field => !body!.ContainsKey(field)))
        {
            if (JsonFields.GetMember(current, field) is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } kept)
            {
                body![field] = kept;
            }
        }

        return body;
    }
}

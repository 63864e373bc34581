using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Features.Observability.Pipelines;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.New, "MistralPipeline", SupportsShouldProcess = true)]
[OutputType("Mistral.Pipeline")]
[Operation("POST", "/v1/observability/pipelines", Output = typeof(PipelineResource), Action = "Create the pipeline")]
public sealed class NewMistralPipelineCommand : PipelineSettingCommand
{
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [Body("name")]
    public string? Name { get; set; }

    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNull]
    [AllowEmptyCollection]
    [ObjectToDictionary]
    [Body("definitions")]
    public IDictionary[] Definition { get; set; } = [];

    [Parameter]
    [Body("enabled", IsNegated = true, IsAlways = true)]
    public SwitchParameter Disabled { get; set; }

    private protected override Dictionary<string, object?> CreateBody()
    {
        Dictionary<string, object?> body = base.CreateBody();
        body["selectors"] = GetSelectors() ?? [];
        return body;
    }
}

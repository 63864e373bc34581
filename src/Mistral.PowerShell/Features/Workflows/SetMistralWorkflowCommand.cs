using System.Management.Automation;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralWorkflow", SupportsShouldProcess = true)]
[OutputType("Mistral.Workflow")]
[Operation("PUT", "/v1/workflows/{workflow_identifier}", Output = typeof(WorkflowResource), Inner = "workflow", Action = "Change the workflow")]
public sealed class SetMistralWorkflowCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<WorkflowResource>))]
    [Id(typeof(WorkflowResource))]
    [Alias("WorkflowId", "Name", "WorkflowName")]
    [Path("workflow_identifier")]
    public string? Id { get; set; }

    [Parameter]
    [ValidateLength(1, 128)]
    [Body("display_name")]
    public string? DisplayName { get; set; }

    [Parameter]
    [AllowNullString]
    [AllowNull]
    [AllowEmptyString]
    [Body("description")]
    public string? Description { get; set; }

    [Parameter]
    [ValidateNotNull]
    [AllowEmptyCollection]
    [Body("tags")]
    public string[]? Tag { get; set; }

    [Parameter]
    [Body("available_in_chat_assistant")]
    public bool AvailableInChatAssistant { get; set; }
}

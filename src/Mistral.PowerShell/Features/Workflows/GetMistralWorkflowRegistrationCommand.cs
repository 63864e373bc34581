using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralWorkflowRegistration", SupportsPaging = true, DefaultParameterSetName = ListSet)]
[OutputType("Mistral.WorkflowRegistration")]
[Operation("GET", "/v1/workflows/registrations", Output = typeof(WorkflowRegistrationResource), Items = "workflow_registrations", Paging = PageStyle.LimitCursor)]
[Operation("GET", "/v1/workflows/registrations/{workflow_registration_id}", Output = typeof(WorkflowRegistrationResource), Inner = "workflow_registration")]
public sealed class GetMistralWorkflowRegistrationCommand : OperationCommand
{
    private const string ListSet = "List";
    private const string IdSet = "Id";

    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<WorkflowResource>))]
    [Id(typeof(WorkflowResource))]
    [Query("workflow_id")]
    public string? WorkflowId { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [Query("workflow_search")]
    public string? Search { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [Query("active_only")]
    public SwitchParameter ActiveOnly { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [Query("archived")]
    public bool Archived { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [Query("available_in_chat_assistant")]
    public bool AvailableInChatAssistant { get; set; }

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<WorkflowRegistrationResource>))]
    [Id(typeof(WorkflowRegistrationResource))]
    [Alias("Id")]
    [Path("workflow_registration_id")]
    public string? RegistrationId { get; set; }

    [Parameter]
    [Query("include_shared")]
    public bool IncludeShared { get; set; }

    [Parameter]
    [Query("with_workflow")]
    public SwitchParameter IncludeWorkflow { get; set; }
}

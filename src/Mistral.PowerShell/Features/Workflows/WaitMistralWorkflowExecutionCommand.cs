using System.Diagnostics;
using System.Management.Automation;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Wait, "MistralWorkflowExecution")]
[OutputType("Mistral.WorkflowExecution")]
[OutputType(typeof(object))]
[Operation("GET", "/v1/workflows/executions/{execution_id}", IsSecondary = true)]
[Operation("GET", "/v1/workflows/events/list", IsSecondary = true)]
public sealed class WaitMistralWorkflowExecutionCommand : WaitCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<WorkflowExecutionResource>))]
    [Id(typeof(WorkflowExecutionResource), IsMany = true, IsByName = true)]
    [Alias("Id")]
    [Path("execution_id")]
    public string[] ExecutionId { get; set; } = [];

    [Parameter]
    public SwitchParameter ResultOnly { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string id in ExecutionId)
        {
            Await(id);
        }
    }

    private protected override string Counted => "executions";

    private protected override async Task WaitAsync(string target, Stopwatch watch, CancellationToken cancellationToken)
    {
        WorkflowExecutions executions = new(Client, this);
        JsonElement execution = await StatePolling.ReadAsync(
            () => executions.GetAsync(target, cancellationToken), WorkflowExecutions.HasEnded, TimeoutSeconds, watch, cancellationToken).ConfigureAwait(false);
        if (await executions.FindProblemAsync(execution, target, TimeoutSeconds, cancellationToken).ConfigureAwait(false) is { } problem)
        {
            PostOrdered(() => WriteError(problem.ToRecord()));
            return;
        }

        await WriteAsync(ResultOnly
            ? JsonObjects.ConvertUnchanged(JsonFields.GetMember(execution, "result"))
            : ResourceAttribute.Of(typeof(WorkflowExecutionResource)).Read(execution)).ConfigureAwait(false);
    }
}

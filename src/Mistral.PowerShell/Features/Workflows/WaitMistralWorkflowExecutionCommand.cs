using System.Management.Automation;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
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

    private protected override Task<JsonElement> ReadAsync(string target, CancellationToken cancellationToken) =>
        new WorkflowExecutions(Client, this).GetAsync(target, cancellationToken);

    private protected override bool IsFinal(JsonElement state) => WorkflowExecutions.HasEnded(state);

    private protected override async Task WriteAsync(string target, JsonElement state, CancellationToken cancellationToken)
    {
        object execution = ResourceAttribute.Of(typeof(WorkflowExecutionResource)).Read(state)!;
        if (await new WorkflowExecutions(Client, this).FindProblemAsync(state, target, TimeoutSeconds, cancellationToken).ConfigureAwait(false) is { } problem)
        {
            await WriteProblemAsync(ResultOnly || !IsFinal(state) ? null : execution, problem, execution).ConfigureAwait(false);
            return;
        }

        await WriteAsync(ResultOnly ? JsonObjects.ConvertUnchanged(JsonFields.GetMember(state, "result")) : execution).ConfigureAwait(false);
    }
}

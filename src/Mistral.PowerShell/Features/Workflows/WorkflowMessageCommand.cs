using System.Management.Automation;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Workflows;

/// <summary>The base of cmdlets that send something with a name to an execution: a signal, a query or an update.</summary>
public abstract class WorkflowMessageCommand : OperationCommand
{
    private protected WorkflowMessageCommand()
    {
    }

    /// <summary>The id of the execution.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<WorkflowExecutionResource>))]
    [Id(typeof(WorkflowExecutionResource), IsByName = true)]
    [Alias("Id")]
    [Path("execution_id")]
    public string? ExecutionId { get; set; }

    /// <summary>The name that the workflow defines.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [Body("name")]
    public string? Name { get; set; }

    /// <summary>The input, as the workflow defines it.</summary>
    [Parameter(Position = 1)]
    [Alias("Input")]
    [Body("input")]
    public object? InputObject { get; set; }
}

using System.Management.Automation;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralWorkflowWorkerInfo")]
[OutputType("Mistral.WorkflowWorkerInfo")]
[Operation("GET", "/v1/workflows/workers/whoami", Output = typeof(WorkflowWorkerInfoResource))]
public sealed class GetMistralWorkflowWorkerInfoCommand : OperationCommand;

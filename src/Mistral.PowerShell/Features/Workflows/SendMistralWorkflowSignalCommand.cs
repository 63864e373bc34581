using System.Management.Automation;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommunications.Send, "MistralWorkflowSignal", SupportsShouldProcess = true)]
[Operation("POST", "/v1/workflows/executions/{execution_id}/signals", Action = "Send the signal", SuppressOutput = true)]
public sealed class SendMistralWorkflowSignalCommand : WorkflowMessageCommand;

using System;
using System.Management.Automation;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Disable, "MistralWorkflow", SupportsShouldProcess = true)]
[Operation("PUT", "/v1/workflows/{workflow_identifier}/archive", Action = "Archive the workflow")]
[Operation("PUT", "/v1/workflows/archive", Action = "Archive the workflows", Supplies = ["workflow_ids"])]
public sealed class DisableMistralWorkflowCommand : WorkflowArchiveCommand;

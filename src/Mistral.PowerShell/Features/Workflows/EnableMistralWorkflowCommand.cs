using System;
using System.Management.Automation;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Enable, "MistralWorkflow", SupportsShouldProcess = true)]
[Operation("PUT", "/v1/workflows/{workflow_identifier}/unarchive", Action = "Restore the workflow from the archive")]
[Operation("PUT", "/v1/workflows/unarchive", Action = "Restore the workflows from the archive", Supplies = ["workflow_ids"])]
public sealed class EnableMistralWorkflowCommand : WorkflowArchiveCommand;

using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Observability.Pipelines;

/// <summary>A pipeline: it evaluates spans, logs or metrics as they arrive.</summary>
[Resource(
    "Mistral.Pipeline",
    "PipelineId", "Name", "Description", "Enabled", "Selectors", "Definitions", "Scope", "WorkspaceId", "CreatedAt",
    "UpdatedAt", "DeletedAt",
    IdName = "PipelineId", AcceptsName = true, List = typeof(GetMistralPipelineCommand), Unchanged = ["selectors", "definitions"])]
internal sealed class PipelineResource;

using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Batch;

/// <summary>A batch job: many requests that the server runs in its own time.</summary>
[Resource(
    "Mistral.Batch",
    "BatchId", "Status", "Endpoint", "Model", "AgentId", "TotalRequests", "CompletedRequests", "SucceededRequests", "FailedRequests",
    "CreatedAt", "StartedAt", "CompletedAt", "InputFiles", "OutputFile", "ErrorFile", "Errors", "Outputs", "Metadata",
    IdName = "BatchId", HasUuid = true, List = typeof(GetMistralBatchCommand))]
internal sealed class BatchResource;

using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Observability.Datasets;

/// <summary>A task of the server that imports records into a dataset.</summary>
[Resource(
    "Mistral.DatasetTask",
    "DatasetTaskId", "DatasetId", "Status", "Progress", "Message", "CreatorId", "WorkspaceId", "CreatedAt",
    "UpdatedAt", "DeletedAt",
    IdName = "DatasetTaskId", HasUuid = true, List = typeof(GetMistralDatasetTaskCommand))]
internal sealed class DatasetTaskResource;

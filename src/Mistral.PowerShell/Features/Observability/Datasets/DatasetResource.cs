using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Observability.Datasets;

/// <summary>A dataset: records for evaluations.</summary>
[Resource(
    "Mistral.Dataset",
    "DatasetId", "Name", "Description", "OwnerId", "WorkspaceId", "CreatedAt", "UpdatedAt", "DeletedAt",
    IdName = "DatasetId", AcceptsName = true, List = typeof(GetMistralDatasetCommand))]
internal sealed class DatasetResource;

using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Observability.Datasets;

/// <summary>A record of a dataset.</summary>
[Resource(
    "Mistral.DatasetRecord",
    "DatasetRecordId", "DatasetId", "Payload", "Properties", "Source", "CreatedAt", "UpdatedAt", "DeletedAt",
    IdName = "DatasetRecordId", HasUuid = true, List = typeof(GetMistralDatasetRecordCommand), Unchanged = ["payload", "properties"])]
internal sealed class DatasetRecordResource;

using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Indexes;

/// <summary>A search index that Mistral hosts.</summary>
[Resource(
    "Mistral.Index",
    "IndexId", "Name", "Status", "StatusMessage", "Config", "Schema", "CreatorId", "CreatedAt", "ModifiedAt",
    IdName = "IndexId", List = typeof(GetMistralIndexCommand))]
internal sealed class IndexResource;

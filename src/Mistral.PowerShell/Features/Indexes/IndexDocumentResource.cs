using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Indexes;

/// <summary>A document that was added to an index.</summary>
[Resource(
    "Mistral.IndexDocument",
    "IndexName", "SourceId", "DocumentId", "ChunkCount", "Status", "Path",
    IdName = "DocumentId")]
internal sealed class IndexDocumentResource;

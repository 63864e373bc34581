using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Indexes;

/// <summary>A chunk of a document in an index.</summary>
[Resource(
    "Mistral.IndexChunk",
    "IndexName", "SourceId", "ChunkId", "Content", "Score", "Distance", "StartOffset", "EndOffset", "Locator",
    "ChunkType", "ParentRef", "Metadata",
    IdName = "ChunkId")]
internal sealed class IndexChunkResource;

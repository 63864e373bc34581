using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Libraries;

/// <summary>A document of a library.</summary>
[Resource(
    "Mistral.LibraryDocument",
    "DocumentId", "LibraryId", "Name", "Summary", "Hash", "MimeType", "Extension", "Size", "NumberOfPages", "CreatedAt",
    "LastProcessedAt", "ExpiresAt", "ProcessStatus", "ProcessingStatus", "UploadedById", "UploadedByType",
    "TokensProcessingMainContent", "TokensProcessingSummary", "TokensProcessingTotal", "Url", "Attributes",
    IdName = "DocumentId", HasUuid = true, List = typeof(GetMistralLibraryDocumentCommand))]
internal sealed class LibraryDocumentResource;

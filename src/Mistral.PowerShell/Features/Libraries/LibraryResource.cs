using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Libraries;

/// <summary>A library of documents.</summary>
[Resource(
    "Mistral.Library",
    "LibraryId", "Name", "Description", "Emoji", "GeneratedName", "GeneratedDescription", "CreatedAt", "UpdatedAt", "OwnerId",
    "OwnerType", "TotalSize", "NbDocuments", "ChunkSize", "ExplicitUserMembersCount", "ExplicitWorkspaceMembersCount",
    "OrgSharingRole",
    IdName = "LibraryId", HasUuid = true, List = typeof(GetMistralLibraryCommand))]
internal sealed class LibraryResource;

using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Libraries;

/// <summary>The access of a user, a workspace or the organization to a library.</summary>
[Resource(
    "Mistral.LibraryAccess",
    "LibraryId", "Role", "ShareWithType", "ShareWithUuid", "OrgId",
    List = typeof(GetMistralLibraryAccessCommand))]
internal sealed class LibraryAccessResource;

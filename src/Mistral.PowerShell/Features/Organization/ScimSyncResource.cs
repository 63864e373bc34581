using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Organization;

/// <summary>A synchronization with the identity provider.</summary>
[Resource(
    "Mistral.ScimSync",
    "RunId", "Status", "DryRun", "SyncConfig", "CreatedAt", "StartedAt", "FinishedAt", "Summary", "ErrorMessage")]
internal sealed class ScimSyncResource;

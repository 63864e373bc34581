using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.ApiKeys;

/// <summary>An API key of a workspace.</summary>
[Resource(
    "Mistral.ApiKey",
    "KeyId", "Name", "HiddenKey", "CreatedAt", "ExpirationDate", "LastUsed", "WorkspaceId", "WorkspaceName", "CreatedBy",
    "Product", "Actions", "CanDelete",
    IdName = "KeyId", IdField = "key_id", HasUuid = true, List = typeof(GetMistralApiKeyCommand))]
internal sealed class ApiKeyResource;

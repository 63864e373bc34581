using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Organization;

/// <summary>Whose key is in use.</summary>
[Resource(
    "Mistral.Identity",
    "Id", "Email", "FirstName", "LastName", "Workspace", "Organization", "ApiKey")]
internal sealed class IdentityResource;

using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Organization;

/// <summary>The owner of the API key in use.</summary>
[Resource(
    "Mistral.Identity",
    "Id", "Email", "FirstName", "LastName", "Workspace", "Organization", "ApiKey")]
internal sealed class IdentityResource;

using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Organization;

/// <summary>An organization of the key's user.</summary>
[Resource(
    "Mistral.IdentityOrganization",
    "Id", "Name")]
internal sealed class IdentityOrganizationResource;

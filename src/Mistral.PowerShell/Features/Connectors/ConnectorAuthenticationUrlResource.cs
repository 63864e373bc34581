using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Connectors;

/// <summary>The address where a user signs in to a connector.</summary>
[Resource("Mistral.ConnectorAuthenticationUrl", "ConnectorId", "AuthUrl", "Ttl")]
internal sealed class ConnectorAuthenticationUrlResource;

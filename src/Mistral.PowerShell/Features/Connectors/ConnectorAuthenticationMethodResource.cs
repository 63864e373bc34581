using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Connectors;

/// <summary>A way in which a connector authenticates to its server.</summary>
[Resource(
    "Mistral.ConnectorAuthenticationMethod",
    "ConnectorId", "MethodType", "Headers", "GlobalHeaders", "HasDefaultCredentials", "Oauth2ServerMetadata", Unchanged = ["global_headers"])]
internal sealed class ConnectorAuthenticationMethodResource;

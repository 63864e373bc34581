using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Connectors;

/// <summary>The credentials of a connector, without their secrets.</summary>
[Resource(
    "Mistral.ConnectorCredential",
    "ConnectorId", "Scope", "Name", "Title", "AuthenticationType", "IsDefault", "Status",
    IdField = "name", List = typeof(GetMistralConnectorCredentialCommand))]
internal sealed class ConnectorCredentialResource;

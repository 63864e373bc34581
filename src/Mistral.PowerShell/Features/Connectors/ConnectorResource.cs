using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Connectors;

/// <summary>A connector: a server with tools that models can call.</summary>
[Resource(
    "Mistral.Connector",
    "ConnectorId", "Name", "Title", "Description", "Server", "Protocol", "Visibility", "Active", "IsAuthenticated", "SystemPrompt", "IconUrl", "ServerCard",
    "OwnerId", "OwnerType", "CreatorId", "Locale", "SupportedAuthMethods", "ConnectionPreferences", "ConnectionCredentials", "ConnectionConfig",
    "PrivateToolExecution", "Mistral", "Tools", "SystemPromptRoute", "ExecutionEnv", "CreatedAt", "ModifiedAt",
    IdName = "ConnectorId", List = typeof(GetMistralConnectorCommand))]
internal sealed class ConnectorResource;

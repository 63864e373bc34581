using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Connectors;

/// <summary>The result of a tool of a connector.</summary>
[Resource("Mistral.ConnectorToolResult", "ConnectorId", "Tool", "Text", "StructuredContent", "Content", "Metadata")]
internal sealed class ConnectorToolResultResource;

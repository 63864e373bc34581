using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Connectors;

/// <summary>A tool of a connector.</summary>
[Resource(
    "Mistral.ConnectorTool",
    "ConnectorId", "Name", "Title", "Description", "InputSchema", "OutputSchema", "Annotations", "Execution", "Icons", "Meta",
    IdField = "name", List = typeof(GetMistralConnectorToolCommand), Unchanged = ["inputSchema", "outputSchema"])]
internal sealed class ConnectorToolResource;

using System.Management.Automation;

namespace Mistral.PowerShell.Features.Connectors;

/// <summary>A tool of a connector reported an error.</summary>
internal sealed class ConnectorToolException : ErrorRecordException
{
    private ConnectorToolException(string tool, string message, string hint)
        : base("MistralConnectorToolFailed", ErrorCategory.InvalidResult, tool, message, hint)
    {
    }

    /// <param name="tool">The name of the tool.</param>
    /// <param name="text">The text of the tool.</param>
    public static ConnectorToolException Create(string tool, string text) => new(
        tool,
        $"The tool '{tool}' failed: {(text.Length == 0 ? "it gave no reason." : text)}",
        "Check the arguments. Get-MistralConnectorTool shows the InputSchema of the tool.");
}

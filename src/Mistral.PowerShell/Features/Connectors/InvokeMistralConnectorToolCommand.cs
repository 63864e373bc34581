using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Connectors;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Invoke, "MistralConnectorTool", SupportsShouldProcess = true)]
[OutputType("Mistral.ConnectorToolResult")]
[Operation("POST", "/v1/connectors/{connector_id_or_name}/tools/{tool_name}/call", Output = typeof(ConnectorToolResultResource), Action = "Call the tool")]
public sealed class InvokeMistralConnectorToolCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<ConnectorResource>))]
    [Id(typeof(ConnectorResource))]
    [Path("connector_id_or_name")]
    public string? ConnectorId { get; set; }

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<ConnectorToolResource>))]
    [Path("tool_name")]
    public string? Name { get; set; }

    [Parameter(Position = 2)]
    [ValidateNotNull]
    [Body("arguments")]
    [ObjectToDictionary]
    public IDictionary? Argument { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<ConnectorCredentialResource>))]
    [Query("credentials_name")]
    public string? CredentialName { get; set; }

    // The connector and the tool say enough.
    private protected override IEnumerable<string> GetShouldProcessTarget(OperationAttribute operation, IReadOnlyDictionary<string, string> path) => [];

    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation)
    {
        string[] texts = [.. reply.TryGetProperty("content", out JsonElement content) && content.ValueKind is JsonValueKind.Array
            ? content.EnumerateArray().Select(c => JsonFields.GetText(c, "text")).OfType<string>()
            : []];
        JsonElement result = JsonFields.GetMember(JsonFields.GetMember(reply, "metadata"), "mcp_meta");
        if (JsonFields.GetMember(result, "isError").ValueKind is JsonValueKind.True)
        {
            ErrorRecord failure = ConnectorToolException.Create(Name!, string.Join("\n", texts)).ToRecord();
            PostOrdered(() => WriteError(failure));
            yield break;
        }

        foreach (PSObject made in base.GetObjects(reply, operation).OfType<PSObject>())
        {
            JsonObjects.Set(made, "Tool", Name);
            JsonObjects.Set(made, "Text", string.Join("\n", texts));
            JsonObjects.Set(made, "StructuredContent", JsonObjects.ConvertUnchanged(JsonFields.GetMember(result, "structuredContent")));
            yield return made;
        }
    }
}

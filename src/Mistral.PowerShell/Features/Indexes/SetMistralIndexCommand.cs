using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Indexes;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralIndex", SupportsShouldProcess = true)]
[OutputType("Mistral.Index")]
[Operation("PUT", "/v1/rag/managed_indexes/{index_name}", Supplies = ["schema"])]
[Operation("GET", "/v1/rag/managed_indexes/{index_name}", IsSecondary = true)]
public sealed class SetMistralIndexCommand : ConnectedCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<IndexResource>))]
    [Alias("IndexName")]
    [Path("index_name")]
    public string Name { get; set; } = string.Empty;

    [Parameter]
    [ValidateNotNull]
    [ObjectToDictionary]
    public IDictionary? DocumentField { get; set; }

    [Parameter]
    [ValidateNotNull]
    [ObjectToDictionary]
    public IDictionary? ChunkField { get; set; }

    protected override void ProcessRecord()
    {
        string name = Name;
        if (ShouldProcess($"index {name}", "Add fields to the index"))
        {
            RunAsync(token => ChangeAsync(name, token), name);
        }
    }

    private async Task ChangeAsync(string name, CancellationToken cancellationToken)
    {
        Dictionary<string, object?> added = IndexFields.Create(DocumentField, ChunkField);
        if (added.Count == 0)
        {
            throw MistralApiException.InvalidArgument("Specify at least one field to add, with -DocumentField or -ChunkField.");
        }

        // The API replaces the schema, and the new one must have all fields of the current one.
        string path = $"/v1/rag/managed_indexes/{MistralRequest.EscapeSegment(name)}";
        JsonElement index = (await Client.SendAsync(new MistralRequest("GET", path), this, cancellationToken).ConfigureAwait(false)).ReadJson();
        Dictionary<string, object?> schema = [];
        foreach (string part in new[] { "document_fields", "chunk_fields" })
        {
            Dictionary<string, object?> fields = JsonFields.GetMember(JsonFields.GetMember(index, "schema"), part) is { ValueKind: JsonValueKind.Object } current
                ? current.EnumerateObject().ToDictionary(f => f.Name, f => (object?)f.Value)
                : [];
            if (added.TryGetValue(part, out object? more))
            {
                foreach (KeyValuePair<string, object?> field in (Dictionary<string, object?>)more!)
                {
                    fields[field.Key] = field.Value;
                }
            }

            if (fields.Count > 0)
            {
                schema[part] = fields;
            }
        }

        MistralRequest request = new("PUT", path) { Body = RequestBody.Json(PSJsonWriter.Write(new Dictionary<string, object?> { ["schema"] = schema })) };
        MistralResponse reply = await Client.SendAsync(request, this, cancellationToken).ConfigureAwait(false);
        await WriteAsync(ResourceAttribute.Of(typeof(IndexResource)).Read(reply.ReadJson())).ConfigureAwait(false);
    }
}

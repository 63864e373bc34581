using System.Collections.Generic;
using System.Management.Automation;
using System.Text.Json;
using Mistral.Client;
using Mistral.PowerShell.AI.Models;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralRateLimit")]
[OutputType("Mistral.RateLimit")]
[Operation("GET", "/v1/admin/rate-limit", Output = "Mistral.RateLimit", Key = KeyKind.Admin)]
public sealed class GetMistralRateLimitCommand : OperationCommand
{
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [Select("model")]
    public string? Model { get; set; }

    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation)
    {
        if (!reply.TryGetProperty("tokens_limits_by_model", out JsonElement models) || models.ValueKind is not JsonValueKind.Object)
        {
            yield break;
        }

        object? requests = reply.TryGetProperty("requests_per_second", out JsonElement number) ? JsonObjects.Convert(number) : null;
        foreach (JsonProperty model in models.EnumerateObject())
        {
            PSObject row = (PSObject)JsonObjects.Convert(model.Value, operation.Output)!;
            row.Properties.Add(new PSNoteProperty("Model", model.Name));
            row.Properties.Add(new PSNoteProperty("RequestsPerSecond", requests));
            yield return row;
        }
    }
}

using System.Collections.Generic;
using System.Management.Automation;
using System.Text.Json;
using Mistral.Client;
using Mistral.PowerShell.AI.Models;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Billing;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralRateLimit")]
[OutputType("Mistral.RateLimit")]
[Operation("GET", "/v1/admin/rate-limit", Output = typeof(RateLimitResource), Key = KeyKind.Admin)]
public sealed class GetMistralRateLimitCommand : OperationCommand
{
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [Select("model")]
    public string[]? Model { get; set; }

    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation)
    {
        if (!reply.TryGetProperty("tokens_limits_by_model", out JsonElement models) || models.ValueKind is not JsonValueKind.Object)
        {
            yield break;
        }

        object? requests = reply.TryGetProperty("requests_per_second", out JsonElement number) ? JsonObjects.Convert(number) : null;
        foreach (JsonProperty model in models.EnumerateObject())
        {
            PSObject row = (PSObject)operation.Resource!.Read(model.Value)!;
            JsonObjects.Set(row, "Model", model.Name);
            JsonObjects.Set(row, "RequestsPerSecond", requests);
            yield return row;
        }
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Billing;

/// <summary>
/// Converts the usage report to rows. The API nests records below services, models and kinds, at different depths. Each value
/// becomes a row, and the names above it become its properties.
/// </summary>
internal static class UsageReport
{
    // A level above the model names, without information.
    private const string ModelsStep = "models";

    private static readonly string[] s_services =
        ["completion", "ocr", "connectors", "libraries_api", "fine_tuning", "audio", "audio_characters", "vibe_code", "chat"];

    /// <summary>Reads the rows, the oldest first.</summary>
    /// <param name="report">The response.</param>
    /// <param name="workspaceId">The requested workspace, which the response doesn't contain.</param>
    /// <param name="resource">The resource of a row.</param>
    public static IEnumerable<PSObject> Read(JsonElement report, string? workspaceId, ResourceAttribute resource)
    {
        UsagePrices prices = new(report);
        string? currency = report.TryGetProperty("currency", out JsonElement told) ? told.GetString() : null;
        return s_services
            .Where(s => report.TryGetProperty(s, out _))
            .SelectMany(s => Walk(report.GetProperty(s), [s]))
            .Select(found => CreateRow(found.Record, found.Path, prices, currency, workspaceId, resource))
            .OrderBy(row => (row.Properties["Day"].Value as DateTimeOffset?) ?? DateTimeOffset.MaxValue);
    }

    private static IEnumerable<(JsonElement Record, string[] Path)> Walk(JsonElement element, string[] path) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(e => Walk(e, path)),
        JsonValueKind.Object when element.TryGetProperty("value", out JsonElement value) && value.ValueKind is JsonValueKind.Number or JsonValueKind.String => [(element, path)],
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Walk(p.Value, p.Name == ModelsStep ? path : [.. path, p.Name])),

        // Storage is a number for each model.
        JsonValueKind.Number => [(element, path)],
        _ => [],
    };

    private static PSObject CreateRow(JsonElement record, string[] path, UsagePrices prices, string? currency, string? workspaceId, ResourceAttribute resource)
    {
        bool isRecord = record.ValueKind is JsonValueKind.Object;
        decimal? quantity = isRecord ? UsagePrices.GetNumber(record, "value") : record.GetDecimal();
        decimal? paid = isRecord ? UsagePrices.GetNumber(record, "value_paid") ?? quantity : null;
        decimal? price = isRecord ? prices.Find(record) : null;

        // The levels above are the service, for some a part of it, then the model with its metric, then the kind.
        int own = path[0] is "libraries_api" or "fine_tuning" or "vibe_code" && path.Length > 1 ? 2 : 1;
        string? model = path.ElementAtOrDefault(own);
        int mark = model?.IndexOf("::", StringComparison.Ordinal) ?? -1;
        PSObject fields = isRecord ? (PSObject)JsonObjects.Convert(record)! : new PSObject();
        PSObject row = resource.Create(
            ("Day", fields.Properties["Timestamp"]?.Value),
            ("WorkspaceId", workspaceId),
            ("Api", string.Join(".", path.Take(own))),
            ("Model", mark > 0 ? model!.Substring(0, mark) : model),
            ("Kind", path.ElementAtOrDefault(own + 1)),
            ("Quantity", quantity),
            ("QuantityPaid", paid),
            ("UnitPrice", price),
            ("Cost", paid * price),
            ("Currency", currency));
        foreach (PSPropertyInfo field in fields.Properties.Where(f => f.Name is not ("Timestamp" or "Value" or "ValuePaid") && row.Properties[f.Name] is null))
        {
            JsonObjects.Set(row, field.Name, field.Value);
        }

        return row;
    }
}

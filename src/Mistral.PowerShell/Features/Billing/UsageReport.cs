using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.Core.Json;

namespace Mistral.PowerShell.Features.Billing;

/// <summary>
/// Turns the report on usage into rows. The API nests records of no declared shape below services, models and kinds, to
/// different depths; whatever holds a value is a row, and the names above it say of what.
/// </summary>
internal static class UsageReport
{
    // Above the names of models; it says nothing.
    private const string ModelsStep = "models";

    private static readonly string[] s_services =
        ["completion", "ocr", "connectors", "libraries_api", "fine_tuning", "audio", "audio_characters", "vibe_code", "chat"];

    /// <summary>Reads the rows, the oldest first.</summary>
    /// <param name="report">The reply.</param>
    /// <param name="workspaceId">The workspace that was asked for; the reply does not tell it.</param>
    /// <param name="typeName">The type name of a row.</param>
    public static IEnumerable<PSObject> Read(JsonElement report, string? workspaceId, string? typeName)
    {
        UsagePrices prices = new(report);
        string? currency = report.TryGetProperty("currency", out JsonElement told) ? told.GetString() : null;
        return s_services
            .Where(s => report.TryGetProperty(s, out _))
            .SelectMany(s => Walk(report.GetProperty(s), [s]))
            .Select(found => CreateRow(found.Record, found.Path, prices, currency, workspaceId, typeName))
            .OrderBy(row => (row.Properties["Day"].Value as DateTimeOffset?) ?? DateTimeOffset.MaxValue);
    }

    private static IEnumerable<(JsonElement Record, string[] Path)> Walk(JsonElement element, string[] path) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(e => Walk(e, path)),
        JsonValueKind.Object when element.TryGetProperty("value", out JsonElement value) && value.ValueKind is JsonValueKind.Number or JsonValueKind.String => [(element, path)],
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Walk(p.Value, p.Name == ModelsStep ? path : [.. path, p.Name])),

        // Storage is a bare number for each model.
        JsonValueKind.Number => [(element, path)],
        _ => [],
    };

    private static PSObject CreateRow(JsonElement record, string[] path, UsagePrices prices, string? currency, string? workspaceId, string? typeName)
    {
        bool isRecord = record.ValueKind is JsonValueKind.Object;
        decimal? quantity = isRecord ? UsagePrices.GetNumber(record, "value") : record.GetDecimal();
        decimal? paid = isRecord ? UsagePrices.GetNumber(record, "value_paid") ?? quantity : null;
        decimal? price = isRecord ? prices.Find(record) : null;

        // The names above are the service, perhaps a part of it, then the model with its metric, then the kind.
        int own = path[0] is "libraries_api" or "fine_tuning" or "vibe_code" && path.Length > 1 ? 2 : 1;
        string? model = path.ElementAtOrDefault(own);
        int mark = model?.IndexOf("::", StringComparison.Ordinal) ?? -1;
        PSObject fields = isRecord ? (PSObject)JsonObjects.Convert(record)! : new PSObject();
        PSObject row = new();
        if (typeName is not null)
        {
            row.TypeNames.Insert(0, typeName);
        }

        void Add(string name, object? value) => row.Properties.Add(new PSNoteProperty(name, value));
        Add("Day", fields.Properties["Timestamp"]?.Value);
        Add("WorkspaceId", workspaceId);
        Add("Api", string.Join(".", path.Take(own)));
        Add("Model", mark > 0 ? model!.Substring(0, mark) : model);
        Add("Kind", path.ElementAtOrDefault(own + 1));
        Add("Quantity", quantity);
        Add("QuantityPaid", paid);
        Add("UnitPrice", price);
        Add("Cost", paid * price);
        Add("Currency", currency);
        foreach (PSPropertyInfo field in fields.Properties.Where(f => f.Name is not ("Timestamp" or "Value" or "ValuePaid") && row.Properties[f.Name] is null))
        {
            Add(field.Name, field.Value);
        }

        return row;
    }
}

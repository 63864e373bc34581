using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using Mistral.PowerShell.Core.Json;

namespace Mistral.PowerShell.Features.Billing;

/// <summary>The organization's own prices. They are decimals, because amounts of money must be exact.</summary>
internal sealed class UsagePrices
{
    // The fields that a price and a record must have in common. Few records have the last two.
    private static readonly string[] s_keys = ["event_type", "billing_metric", "billing_group", "api_zone", "service_tier"];

    private readonly IReadOnlyList<JsonElement> _prices;

    public UsagePrices(JsonElement report)
    {
        _prices = report.TryGetProperty("prices", out JsonElement prices) && prices.ValueKind is JsonValueKind.Array ? [.. prices.EnumerateArray()] : [];
    }

    /// <summary>Gets the price of one unit, or null if it is missing or ambiguous.</summary>
    public decimal? Find(JsonElement record)
    {
        JsonElement[] fitting = [.. _prices.Where(p => s_keys.All(k => JsonFields.GetText(record, k) is not { } told || JsonFields.GetText(p, k) == told))];
        if (fitting.Length > 1)
        {
            // A record without a zone or tier belongs to the default one.
            fitting = [.. fitting.Where(p => JsonFields.GetText(p, "api_zone") == (JsonFields.GetText(record, "api_zone") ?? "global") && JsonFields.GetText(p, "service_tier") == (JsonFields.GetText(record, "service_tier") ?? "standard"))];
        }

        decimal?[] prices = [.. fitting.Select(p => GetNumber(p, "price")).Distinct()];
        return prices.Length == 1 ? prices[0] : null;
    }

    /// <summary>Reads a number that may be in quotes and have an exponent, in every culture.</summary>
    public static decimal? GetNumber(JsonElement holder, string name)
    {
        if (holder.ValueKind is not JsonValueKind.Object || !holder.TryGetProperty(name, out JsonElement value))
        {
            return null;
        }

        string? text = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => value.GetString(),
            _ => null,
        };
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number : null;
    }
}

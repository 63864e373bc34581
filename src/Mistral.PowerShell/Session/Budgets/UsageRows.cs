using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Session.Budgets;

/// <summary>Gets prices from rows of the usage report: the unit prices that the API has billed.</summary>
internal static class UsageRows
{
    private const decimal Million = 1_000_000;

    /// <summary>Whether an object is a row of the usage report.</summary>
    public static bool IsUsage(PSObject row) => row.Properties["UnitPrice"] is not null && row.Properties["Kind"] is not null;

    /// <summary>Creates the prices. Of several prices in a report, the highest one of the last day is used.</summary>
    public static IEnumerable<ModelPrice> Read(IEnumerable<PSObject> rows) => rows
        .Select(Convert)
        .Where(r => r.Price.IsValid)
        .GroupBy(r => r.Price.Model, StringComparer.OrdinalIgnoreCase)
        .Select(g => new ModelPrice { Model = g.Key, Input = GetLast(g, p => p.Input), Output = GetLast(g, p => p.Output), Page = GetLast(g, p => p.Page) });

    private static decimal? GetLast(IEnumerable<(DateTimeOffset Day, ModelPrice Price)> rows, Func<ModelPrice, decimal?> get) => rows
        .Where(r => get(r.Price) is not null)
        .GroupBy(r => r.Day)
        .OrderBy(g => g.Key)
        .LastOrDefault()?
        .Max(r => get(r.Price));

    private static (DateTimeOffset Day, ModelPrice Price) Convert(PSObject row)
    {
        string model = InvariantFormatter.Of(row.Properties["Model"]?.Value);
        decimal? price = PriceNumber.Read(row.Properties["UnitPrice"].Value, reason => PriceException.Invalid(row, $"UnitPrice of '{model}' {reason}"));
        string api = InvariantFormatter.Of(row.Properties["Api"]?.Value);
        string kind = InvariantFormatter.Of(row.Properties["Kind"].Value);
        DateTimeOffset day = LanguagePrimitives.TryConvertTo(row.Properties["Day"]?.Value, CultureInfo.InvariantCulture, out DateTimeOffset given) ? given : DateTimeOffset.MinValue;
        bool isPage = api.EndsWith("ocr", StringComparison.OrdinalIgnoreCase);
        bool isToken = api.EndsWith("completion", StringComparison.OrdinalIgnoreCase);
        return (day, new ModelPrice
        {
            Model = model,
            Input = isToken && kind == "input" ? price * Million : null,
            Output = isToken && kind == "output" ? price * Million : null,
            Page = isPage ? price : null,
        });
    }
}

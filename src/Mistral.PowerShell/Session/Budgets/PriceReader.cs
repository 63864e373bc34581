using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Session.Budgets;

/// <summary>Reads the prices that a user gives: a table by model, rows with a model, rows of the usage report, or a CSV file.</summary>
internal static class PriceReader
{
    private static readonly string[] s_prices = [nameof(ModelPrice.Input), nameof(ModelPrice.Output), nameof(ModelPrice.Page)];

    /// <summary>Reads prices.</summary>
    /// <param name="given">The value of a parameter; null for no prices.</param>
    /// <param name="getPath">Gets the full path of a file.</param>
    /// <exception cref="PriceException">The value contains no prices, or one that isn't valid.</exception>
    public static PriceTable? Read(object? given, Func<string, string> getPath)
    {
        if (PSValue.Unwrap(given) is not { } value)
        {
            return null;
        }

        List<ModelPrice> prices = [];
        List<PSObject> usage = [];
        foreach (object? item in value is IEnumerable many and not (string or IDictionary or PriceTable) ? many : new[] { given })
        {
            Add(item, prices, usage, getPath);
        }

        prices.AddRange(UsageRows.Read(usage));
        if (prices.Count == 0)
        {
            throw PriceException.Invalid(given, "they have no row with a price.");
        }

        string? twice = prices.GroupBy(p => p.Model, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Distinct().Count() > 1)?.Key;
        return twice is null ? new PriceTable(prices.Distinct()) : throw PriceException.Invalid(given, $"the model '{twice}' has different prices.");
    }

    private static void Add(object? item, List<ModelPrice> prices, List<PSObject> usage, Func<string, string> getPath)
    {
        switch (PSValue.Unwrap(item))
        {
            case null:
                throw PriceException.Invalid(item, "a row is null.");
            case string path:
                prices.AddRange(PriceFile.Read(getPath(path)));
                break;
            case FileInfo file:
                prices.AddRange(PriceFile.Read(file.FullName));
                break;
            case ModelPrice price:
                prices.Add(price);
                break;
            case PriceTable table:
                prices.AddRange(table);
                break;
            case IDictionary map when !HasKey(map, nameof(ModelPrice.Model)):
                foreach (DictionaryEntry entry in map)
                {
                    prices.Add(Create(InvariantFormatter.Of(entry.Key), GetFields(entry.Value, item), item));
                }

                break;
            case IDictionary map:
                prices.Add(Create(InvariantFormatter.Of(map.Cast<DictionaryEntry>().First(e => IsNamed(e, nameof(ModelPrice.Model))).Value), GetFields(map, item), item));
                break;
            default:
                PSObject row = PSObject.AsPSObject(item);
                if (UsageRows.IsUsage(row))
                {
                    usage.Add(row);
                    break;
                }

                prices.Add(Create(InvariantFormatter.Of(row.Properties[nameof(ModelPrice.Model)]?.Value ?? throw PriceException.Invalid(item, "a row has no Model.")), GetFields(row, item), item));
                break;
        }
    }

    private static ModelPrice Create(string model, Dictionary<string, object?> fields, object? row)
    {
        decimal? Get(string name) => fields.TryGetValue(name, out object? value) ? PriceNumber.Read(value, reason => PriceException.Invalid(row, $"{name} of '{model}' {reason}")) : null;

        ModelPrice price = new() { Model = model.Trim(), Input = Get(nameof(ModelPrice.Input)), Output = Get(nameof(ModelPrice.Output)), Page = Get(nameof(ModelPrice.Page)) };
        return price.IsValid ? price : throw PriceException.Invalid(row, price.Model.Length == 0 ? "a row has no Model." : $"'{model}' has none of {string.Join(", ", s_prices)}.");
    }

    private static Dictionary<string, object?> GetFields(object? value, object? row) => PSValue.Unwrap(value) switch
    {
        IDictionary map => ToDictionary(map.Cast<DictionaryEntry>().Select(e => (InvariantFormatter.Of(e.Key), (object?)e.Value))),
        null or string or ValueType or IEnumerable => throw PriceException.Invalid(row, "the prices of a model must be a table such as @{ Input = 0.1; Output = 0.3 }."),
        _ => ToDictionary(PSObject.AsPSObject(value).Properties.Select(p => (p.Name, (object?)p.Value))),
    };

    private static Dictionary<string, object?> ToDictionary(IEnumerable<(string Name, object? Value)> fields)
    {
        Dictionary<string, object?> made = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, object? value) in fields)
        {
            made[name] = value;
        }

        return made;
    }

    private static bool HasKey(IDictionary map, string name) => map.Cast<DictionaryEntry>().Any(e => IsNamed(e, name));

    private static bool IsNamed(DictionaryEntry entry, string name) => string.Equals(Convert.ToString(entry.Key, CultureInfo.InvariantCulture), name, StringComparison.OrdinalIgnoreCase);
}

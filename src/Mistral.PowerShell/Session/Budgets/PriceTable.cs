using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Serialization;
using Mistral.PowerShell.Session.Budgets;

namespace Mistral.PowerShell;

/// <summary>The prices of models. Two tables with the same rows are equal.</summary>
[JsonConverter(typeof(PriceTableConverter))]
public sealed class PriceTable : IReadOnlyList<ModelPrice>, IEquatable<PriceTable>
{
    private readonly ModelPrice[] _prices;
    private readonly (WildcardPattern Pattern, ModelPrice Price)[] _patterns;
    private readonly ConcurrentDictionary<string, ModelPrice?> _found = new(StringComparer.OrdinalIgnoreCase);

    internal PriceTable(IEnumerable<ModelPrice> prices)
    {
        _prices = [.. prices];

        // The longest pattern that matches is the most specific one.
        _patterns = [.. _prices
            .Where(p => WildcardPattern.ContainsWildcardCharacters(p.Model))
            .OrderByDescending(p => p.Model.Length)
            .Select(p => (WildcardPattern.Get(p.Model, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant), p))];
    }

    /// <inheritdoc/>
    public int Count => _prices.Length;

    /// <inheritdoc/>
    public ModelPrice this[int index] => _prices[index];

    /// <summary>Gets the prices of a model: of its id, or of the longest pattern that matches it. Null if the table has none.</summary>
    internal ModelPrice? Find(string model) => _found.GetOrAdd(model, FindUncached);

    private ModelPrice? FindUncached(string model) =>
        _prices.FirstOrDefault(p => string.Equals(p.Model, model, StringComparison.OrdinalIgnoreCase))
        ?? _patterns.FirstOrDefault(p => p.Pattern.IsMatch(model)).Price;

    /// <inheritdoc/>
    public IEnumerator<ModelPrice> GetEnumerator() => ((IEnumerable<ModelPrice>)_prices).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => _prices.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(PriceTable? other) => other is not null && _prices.SequenceEqual(other._prices);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PriceTable);

    /// <inheritdoc/>
    public override int GetHashCode() => _prices.Length == 0 ? 0 : _prices[0].GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => string.Join("; ", _prices.Take(3).Select(p => p.ToString())) + (_prices.Length > 3 ? "; ..." : string.Empty);
}

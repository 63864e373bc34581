using System.Globalization;
using System.Text.Json.Serialization;

namespace Mistral.PowerShell;

/// <summary>The prices of a model. The currency is the user's.</summary>
public sealed record ModelPrice
{
    /// <summary>The model's id, or a pattern such as <c>mistral-large-*</c>.</summary>
    public string Model { get; init; } = string.Empty;

    /// <summary>The price of a million tokens of requests; null if unknown.</summary>
    public decimal? Input { get; init; }

    /// <summary>The price of a million tokens of responses; null if unknown.</summary>
    public decimal? Output { get; init; }

    /// <summary>The price of a page that OCR reads; null if unknown.</summary>
    public decimal? Page { get; init; }

    /// <summary>Whether at least one price is known, and none is negative or absurdly high.</summary>
    [JsonIgnore]
    internal bool IsValid => Model.Length > 0 && (Input ?? Output ?? Page) is not null && IsAllowed(Input) && IsAllowed(Output) && IsAllowed(Page);

    /// <summary>Whether a price can be calculated with.</summary>
    internal static bool IsAllowed(decimal? price) => price is null or (>= 0 and <= 1_000_000_000_000);

    /// <inheritdoc/>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0}: {1} in, {2} out, {3} a page", Model, Input?.ToString("0.############", CultureInfo.InvariantCulture) ?? "?", Output?.ToString("0.############", CultureInfo.InvariantCulture) ?? "?", Page?.ToString("0.############", CultureInfo.InvariantCulture) ?? "?");
}

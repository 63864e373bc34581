namespace Mistral.Conformance.Tests.Architecture;

/// <summary>One type's use of another. Both are top-level: a nested type counts as the one around it.</summary>
/// <param name="From">The full name of the type that uses the other.</param>
/// <param name="FromFolder">Its source folder.</param>
/// <param name="To">The full name of the type that is used.</param>
/// <param name="ToFolder">Its source folder; null for a type of another assembly.</param>
internal sealed record TypeUse(string From, string FromFolder, string To, string? ToFolder)
{
    /// <inheritdoc/>
    public override string ToString() => $"{From} ({FromFolder}) uses {To}{(ToFolder is null ? string.Empty : $" ({ToFolder})")}";
}

using System;
using System.Text.RegularExpressions;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>The place of a key in SecretManagement.</summary>
/// <param name="Name">The name of the secret.</param>
/// <param name="Vault">The name of the vault; null for any vault that has the secret.</param>
/// <param name="Entry">The entry with the key, if the secret is a table.</param>
internal sealed record SecretReference(string Name, string? Vault, string? Entry = null)
{
    // The limit of Azure Key Vault, which allows only letters, digits and hyphens.
    private const int MaxNameLength = 127;
    private const string TemporaryMark = "-next-";

    /// <summary>Creates a unique name for a new key that isn't in use yet.</summary>
    /// <param name="end">The unique part. Some vaults reserve the name of a removed secret for months.</param>
    public string GetNextName(string end)
    {
        string tail = TemporaryMark + end;
        return (Name.Length + tail.Length <= MaxNameLength ? Name : Name.Substring(0, MaxNameLength - tail.Length)) + tail;
    }

    /// <summary>Whether the name is that of a new key that isn't in use yet.</summary>
    public bool IsTemporary => Regex.IsMatch(Name, TemporaryMark + "[0-9a-f]{8}$");

    /// <summary>Whether both may be the same secret. A reference without a vault may be in any vault.</summary>
    public bool IsSame(SecretReference other) =>
        string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase)
        && (Vault is null || other.Vault is null || string.Equals(Vault, other.Vault, StringComparison.OrdinalIgnoreCase))
        && string.Equals(Entry, other.Entry, StringComparison.OrdinalIgnoreCase);

    /// <summary>A value for comparisons, without regard to case. References with and without a vault differ.</summary>
    public (string Name, string? Vault, string? Entry) Identity => (Name.ToUpperInvariant(), Vault?.ToUpperInvariant(), Entry?.ToUpperInvariant());

    public override string ToString() => Vault is null ? $"secret '{Name}'" : $"secret '{Name}' in vault '{Vault}'";
}

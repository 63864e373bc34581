using System;
using System.Text.RegularExpressions;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>Where in SecretManagement a key is.</summary>
/// <param name="Name">The secret's name.</param>
/// <param name="Vault">The vault's name; null for whichever has it.</param>
/// <param name="Entry">The entry that holds the key, where the secret is a table.</param>
internal sealed record SecretReference(string Name, string? Vault, string? Entry = null)
{
    // Azure Key Vault takes no longer name, and none but of letters, digits and hyphens.
    private const int MaxNameLength = 127;
    private const string TemporaryMark = "-next-";

    /// <summary>Makes a name that no other secret has, for a key that is not in use yet.</summary>
    /// <param name="end">What makes it the only one: some vaults keep the name of a removed secret taken for months.</param>
    public string GetNextName(string end)
    {
        string tail = TemporaryMark + end;
        return (Name.Length + tail.Length <= MaxNameLength ? Name : Name.Substring(0, MaxNameLength - tail.Length)) + tail;
    }

    /// <summary>Whether it is the place of a key that is not in use yet.</summary>
    public bool IsTemporary => Regex.IsMatch(Name, TemporaryMark + "[0-9a-f]{8}$");

    /// <summary>Whether both may be the same secret. One that names no vault may be in any.</summary>
    public bool IsSame(SecretReference other) =>
        string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase)
        && (Vault is null || other.Vault is null || string.Equals(Vault, other.Vault, StringComparison.OrdinalIgnoreCase))
        && string.Equals(Entry, other.Entry, StringComparison.OrdinalIgnoreCase);

    /// <summary>What is equal for the same secret of the same vault, whatever the case. One that names no vault is of no named vault.</summary>
    public (string Name, string? Vault, string? Entry) Identity => (Name.ToUpperInvariant(), Vault?.ToUpperInvariant(), Entry?.ToUpperInvariant());

    public override string ToString() => Vault is null ? $"secret '{Name}'" : $"secret '{Name}' in vault '{Vault}'";
}

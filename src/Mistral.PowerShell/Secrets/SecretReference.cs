namespace Mistral.PowerShell;

/// <summary>Where in SecretManagement a key is.</summary>
/// <param name="Name">The secret's name.</param>
/// <param name="Vault">The vault's name; null for whichever has it.</param>
/// <param name="Entry">The entry that holds the key, where the secret is a table.</param>
internal sealed record SecretReference(string Name, string? Vault, string? Entry = null)
{
    // Azure Key Vault takes no longer name, and none but of letters, digits and hyphens.
    private const int LongestName = 127;

    /// <summary>Makes a name that no other secret has, for a key that is not in use yet.</summary>
    /// <param name="end">What makes it the only one: some vaults keep the name of a removed secret taken for months.</param>
    public string GetNextName(string end)
    {
        string tail = "-next-" + end;
        return (Name.Length + tail.Length <= LongestName ? Name : Name.Substring(0, LongestName - tail.Length)) + tail;
    }

    public override string ToString() => Vault is null ? $"secret '{Name}'" : $"secret '{Name}' in vault '{Vault}'";
}

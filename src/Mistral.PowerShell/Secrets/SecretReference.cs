namespace Mistral.PowerShell;

/// <summary>Where in SecretManagement a key is.</summary>
/// <param name="Name">The secret's name.</param>
/// <param name="Vault">The vault's name; null for whichever has it.</param>
/// <param name="Entry">The entry that holds the key, where the secret is a table.</param>
internal sealed record SecretReference(string Name, string? Vault, string? Entry = null)
{
    /// <summary>Gets where the next key lies while it is not in use yet.</summary>
    public SecretReference GetNext() => new(Name + ".next", Vault);

    public override string ToString() => Vault is null ? $"secret '{Name}'" : $"secret '{Name}' in vault '{Vault}'";
}

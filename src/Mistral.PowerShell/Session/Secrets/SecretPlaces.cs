using System;
using System.Collections.Generic;
using System.Threading;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>Finds the vaults of references that name none, once for each name. Call it on the pipeline thread only.</summary>
internal sealed class SecretPlaces(CancellationToken cancellationToken)
{
    private readonly Dictionary<string, string?> _vaults = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the reference with its vault. It is unchanged if no vault has the secret, or if a vault can't be read.</summary>
    public SecretReference Resolve(SecretReference secret) => secret.Vault is null ? secret with { Vault = FindVault(secret.Name) } : secret;

    private string? FindVault(string name)
    {
        if (!_vaults.TryGetValue(name, out string? vault))
        {
            try
            {
                vault = MistralSession.Current.SecretNames.FindVault(name, cancellationToken);
            }
            catch (SecretVaultException)
            {
                // Whoever needs the secret gets the error.
            }

            _vaults[name] = vault;
        }

        return vault;
    }
}

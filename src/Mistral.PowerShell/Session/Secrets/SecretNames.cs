using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using System.Threading;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>The names of vaults and of the secrets in them. Call it on the pipeline thread only.</summary>
/// <param name="turns">The turns at the vaults.</param>
/// <param name="commands">Runs the commands at the vaults.</param>
internal sealed class SecretNames(VaultTurns turns, VaultCommands commands)
{
    /// <summary>Gets the name of the vault that has a secret, preferably the default vault; null if no vault has it.</summary>
    /// <exception cref="SecretVaultException">No vault has it, and a vault can't be read.</exception>
    public string? FindVault(string secretName, CancellationToken cancellationToken) => turns.Run<string?>(
        turn =>
        {
            commands.CheckModule(turn);
            return commands.FindInAnyVault(turn, secretName)?.Vault;
        },
        cancellationToken);

    /// <summary>Gets the name of the vault to store in: the specified one, or else the default vault.</summary>
    /// <exception cref="SecretVaultException">The vault isn't registered.</exception>
    public string GetVault(string? vault, CancellationToken cancellationToken) => turns.Run(
        turn =>
        {
            commands.CheckModule(turn);
            Collection<PSObject> vaults = commands.GetVaults(turn);
            IEnumerable<PSObject> fitting = vault is null
                ? vaults.Where(VaultCommands.IsDefault).Concat(vaults.Count == 1 ? vaults : [])
                : vaults.Where(v => string.Equals(VaultCommands.GetName(v), vault, StringComparison.OrdinalIgnoreCase));
            return fitting.Select(VaultCommands.GetName).FirstOrDefault() ?? throw (vault is null ? SecretVaultException.NoVault() : SecretVaultException.VaultNotFound(vault));
        },
        cancellationToken);

    /// <summary>Lists the names of secrets that match a pattern. Returns an empty list if the vault can't list its secrets.</summary>
    public IReadOnlyList<string> Find(string? vault, string pattern, CancellationToken cancellationToken) => turns.Run<string[]>(
        turn =>
        {
            try
            {
                return [.. commands.GetInfos(turn, VaultCommands.GetArguments(new SecretReference(pattern, vault))).Select(VaultCommands.GetName).OfType<string>()];
            }
            catch (RuntimeException e) when (e is not PipelineStoppedException)
            {
                return [];
            }
        },
        cancellationToken);

    /// <summary>Lists the vaults by name, for completion.</summary>
    public IEnumerable<string> GetVaults(CancellationToken cancellationToken) => turns.Run<string[]>(
        turn => commands.IsModuleThere(turn) ? [.. commands.GetVaults(turn).Select(VaultCommands.GetName).OfType<string>()] : [],
        cancellationToken);

    /// <summary>Lists the secrets of a vault by name, for completion.</summary>
    public IEnumerable<string> GetAll(string? vault, CancellationToken cancellationToken) => turns.Run<string[]>(
        turn => commands.IsModuleThere(turn)
            ? [.. commands.GetInfos(turn, vault is null ? [] : [("Vault", vault)]).Select(VaultCommands.GetName).OfType<string>()]
            : [],
        cancellationToken);
}

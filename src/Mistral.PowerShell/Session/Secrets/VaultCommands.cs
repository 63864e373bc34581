using System;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using Mistral.PowerShell.Session.Settings;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>The commands at the vaults, and their errors. Call it on the pipeline thread only.</summary>
/// <param name="command">Runs the commands of SecretManagement.</param>
internal sealed class VaultCommands(SecretCommand command)
{
    // SecretStore replaces a secret by removing and adding it, so other processes may not find it for a moment.
    private const int MaxAttempts = 5;
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether SecretManagement is loaded or can be loaded.</summary>
    public bool IsModuleThere(VaultTurn turn) => command.IsModuleThere(turn);

    /// <exception cref="SecretVaultException">SecretManagement isn't installed, or its registry is damaged.</exception>
    public void CheckModule(VaultTurn turn)
    {
        if (!IsModuleThere(turn))
        {
            throw SecretVaultException.NoModule();
        }

        // Checked first, because SecretManagement deletes a damaged file while it is loaded.
        if (SecretVaultRegistry.FindDamaged() is { } path)
        {
            throw SecretVaultException.RegistryDamaged(path);
        }
    }

    /// <exception cref="SecretVaultException">The specified vault isn't registered, or no vault is.</exception>
    public void CheckVault(VaultTurn turn, SecretReference secret)
    {
        CheckModule(turn);
        Collection<PSObject> vaults = GetVaults(turn);
        if (secret.Vault is not null && !vaults.Any(v => string.Equals(GetName(v), secret.Vault, StringComparison.OrdinalIgnoreCase)))
        {
            throw SecretVaultException.VaultNotFound(secret.Vault);
        }
    }

    /// <summary>Lists the vaults.</summary>
    /// <exception cref="SecretVaultException">No vault is registered.</exception>
    public Collection<PSObject> GetVaults(VaultTurn turn)
    {
        Collection<PSObject> vaults = command.Invoke(turn, "Get-SecretVault");
        return vaults.Count > 0 ? vaults
            : throw SecretVaultException.NoneRegistered();
    }

    /// <summary>Lists the information about secrets, without their content.</summary>
    /// <exception cref="RuntimeException">The command failed.</exception>
    public Collection<PSObject> GetInfos(VaultTurn turn, params (string, object)[] arguments) => command.Invoke(turn, "Get-SecretInfo", arguments);

    /// <summary>Gets the content of a secret; null if the vault doesn't have it.</summary>
    /// <exception cref="SecretVaultException">The vault can't be read.</exception>
    public object? Find(VaultTurn turn, SecretReference secret)
    {
        if (secret.Vault is null)
        {
            return FindInAnyVault(turn, secret.Name)?.Value;
        }

        try
        {
            return Translate(secret, () => command.Invoke(turn, "Get-Secret", GetArguments(secret)).FirstOrDefault()?.BaseObject);
        }
        catch (SecretVaultException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>Gets the content of a secret. Retries if the secret isn't found at once.</summary>
    /// <exception cref="SecretVaultException">The vault can't be read.</exception>
    public object? Look(VaultTurn turn, SecretReference secret)
    {
        object? value = Find(turn, secret);
        for (int looks = 1; value is null && looks < MaxAttempts; looks++)
        {
            _ = turn.CancellationToken.WaitHandle.WaitOne(s_betweenLooks);
            turn.CancellationToken.ThrowIfCancellationRequested();
            value = Find(turn, secret);
        }

        return value;
    }

    /// <summary>Gets the first vault that has a secret, with the content; null if no vault has it. The default vault comes first.</summary>
    /// <exception cref="SecretVaultException">No vault has it, and a vault can't be read.</exception>
    // Without a vault name, Get-Secret lists the secrets of the default vault, which may not be allowed.
    public (string Vault, object Value)? FindInAnyVault(VaultTurn turn, string secretName)
    {
        SecretVaultException? failure = null;
        foreach (string vault in GetVaults(turn).OrderBy(v => !IsDefault(v)).Select(GetName).OfType<string>())
        {
            try
            {
                if (Find(turn, new SecretReference(secretName, vault)) is { } value)
                {
                    return (vault, value);
                }
            }
            catch (SecretVaultException e)
            {
                failure ??= e;
            }
        }

        return failure is null ? null : throw failure;
    }

    /// <summary>Runs a command that changes a secret.</summary>
    /// <exception cref="SecretVaultException">The command failed.</exception>
    public void Change(VaultTurn turn, string name, SecretReference secret, params (string, object)[] arguments) =>
        Translate(secret, () => Write(turn, name, secret, arguments));

    /// <summary>Runs a command that changes a secret or its metadata.</summary>
    /// <exception cref="RuntimeException">The command failed.</exception>
    // Some vaults write a complete file. Without a lock, one of two writers could undo the changes of the other.
    public Collection<PSObject> Write(VaultTurn turn, string name, SecretReference secret, params (string, object)[] arguments)
    {
        turn.Hold(SettingsFolder.TryLock("vaults", turn.CancellationToken));
        return command.Invoke(turn, name, [.. GetArguments(secret), .. arguments]);
    }

    /// <summary>Whether a vault is the default vault.</summary>
    public static bool IsDefault(PSObject vault) => vault.Properties["IsDefault"]?.Value is true;

    /// <summary>Gets the name of a vault or a secret.</summary>
    public static string? GetName(PSObject named) => named.Properties["Name"]?.Value as string;

    /// <summary>Creates the parameters that identify a secret.</summary>
    public static (string, object)[] GetArguments(SecretReference secret) =>
        secret.Vault is null ? [("Name", secret.Name)] : [("Name", secret.Name), ("Vault", secret.Vault)];

    /// <summary>Gets the reason of a vault's error. SecretManagement's error doesn't contain it, only the vault's inner exception.</summary>
    public static string GetReason(RuntimeException failure)
    {
        string text = failure.ErrorRecord.ToString();
        string cause = GetCause(failure);
        return text.Contains(cause) ? text : $"{text}: {cause}";
    }

    private static string GetCause(RuntimeException failure) => failure.ErrorRecord.Exception.GetBaseException().Message;

    private static T Translate<T>(SecretReference secret, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            string text = GetReason(e);
            throw e.ErrorRecord.FullyQualifiedErrorId.StartsWith("GetSecretNotFound", StringComparison.Ordinal) ? SecretVaultException.NotFound(secret)
                : Regex.IsMatch(GetCause(e), "password|unlock", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant) ? SecretVaultException.Locked(secret, text)
                : SecretVaultException.Failed(secret, text);
        }
    }
}

using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Security;
using System.Text.RegularExpressions;
using System.Threading;
using Mistral.Client;

namespace Mistral.PowerShell;

/// <summary>Keys in SecretManagement's vaults. Call it on the pipeline thread only. Ctrl+C at the prompt of one stops the pipeline, and is no failure of it.</summary>
internal static class SecretVault
{
    /// <summary>What a key's table is asked for when no entry is named.</summary>
    private const string UsualEntry = "ApiKey";

    // The documentation's example first: it is the one that is written.
    private static readonly string[] s_expiryNames = ["Expiration", "Expires", "ExpiresOn"];

    // To store a secret again, SecretStore removes it and adds it: to another process it is gone for a moment.
    private const int MostLooks = 5;
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(100);

    /// <summary>Reads a key.</summary>
    /// <exception cref="SecretVaultException">It can't be had.</exception>
    public static SecureString GetKey(SecretReference secret)
    {
        CheckVault(secret);
        object? value = Find(secret);
        for (int looks = 1; value is null && looks < MostLooks; looks++)
        {
            Thread.Sleep(s_betweenLooks);
            value = Find(secret);
        }

        if (value is Hashtable table)
        {
            string entry = secret.Entry ?? UsualEntry;
            value = table[entry] is PSObject wrapped ? wrapped.BaseObject : table[entry] ?? throw SecretVaultException.NoEntry(secret, entry);
        }

        return value switch
        {
            SecureString key => key,
            PSCredential credential => credential.Password,
            string text => SecureText.From(text),
            null => throw SecretVaultException.NotFound(secret),
            _ => throw SecretVaultException.WrongType(secret, value.GetType().Name),
        };
    }

    /// <summary>Stores a key, over an older one. Its metadata is another call: some vaults lose the key over metadata they can't keep.</summary>
    /// <exception cref="SecretVaultException">It can't be stored.</exception>
    public static void SetKey(SecretReference secret, SecureString key)
    {
        CheckVault(secret);
        Guard(secret, () => Write("Set-Secret", [.. Arguments(secret), ("SecureStringSecret", key)]));
    }

    /// <summary>Puts a key in the place of another: what lies around it there, as a user name or other entries of a table, stays.</summary>
    /// <exception cref="SecretVaultException">It can't be stored.</exception>
    public static void ReplaceKey(SecretReference secret, SecureString key)
    {
        CheckVault(secret);
        object? present = Find(secret);
        object changed = key;
        if (present is PSCredential credential)
        {
            changed = new PSCredential(credential.UserName, key);
        }
        else if (present is Hashtable table)
        {
            Hashtable copy = (Hashtable)table.Clone();
            copy[secret.Entry ?? UsualEntry] = key;
            changed = copy;
        }

        Guard(secret, () => Write("Set-Secret", [.. Arguments(secret), ("Secret", changed)]));
    }

    /// <summary>Notes when a key expires. Gives the reason where the vault can't.</summary>
    public static string? TrySetExpiry(SecretReference secret, DateTimeOffset expiresOn)
    {
        try
        {
            Hashtable metadata = GetMetadata(secret);
            metadata[s_expiryNames.FirstOrDefault(metadata.ContainsKey) ?? s_expiryNames[0]] = expiresOn.UtcDateTime;
            _ = Write("Set-SecretInfo", [.. Arguments(secret), ("Metadata", metadata)]);
            return null;
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            return GetReason(e);
        }
    }

    /// <summary>Gets when a key expires, where the vault knows; null otherwise.</summary>
    public static DateTimeOffset? GetExpiry(SecretReference secret)
    {
        try
        {
            Hashtable metadata = GetMetadata(secret);
            return s_expiryNames.Where(metadata.ContainsKey).Select(n => ToDate(metadata[n])).FirstOrDefault(d => d is not null);
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            // A vault without metadata knows of no expiry.
            return null;
        }
    }

    /// <summary>Removes a key.</summary>
    /// <exception cref="SecretVaultException">It can't be removed.</exception>
    public static void RemoveKey(SecretReference secret)
    {
        CheckVault(secret);
        Guard(secret, () => Write("Remove-Secret", Arguments(secret)));
    }

    /// <summary>Whether there is such a secret.</summary>
    /// <exception cref="SecretVaultException">The vault can't be asked.</exception>
    public static bool Exists(SecretReference secret)
    {
        CheckVault(secret);
        return Guard(secret, () => FindInfo(secret)) is not null;
    }

    /// <summary>Gets the name of the vault that has a secret; null where none says so.</summary>
    /// <exception cref="SecretVaultException">The vaults can't be asked.</exception>
    public static string? FindVaultName(SecretReference secret)
    {
        CheckModule();
        return Guard(secret, () => FindInfo(secret))?.Properties["VaultName"]?.Value as string;
    }

    /// <summary>Gets the name of the vault to store in: the one that is named, else the default one.</summary>
    /// <exception cref="SecretVaultException">There is none.</exception>
    public static string GetVaultName(string? vault)
    {
        CheckModule();
        Collection<PSObject> vaults = GetVaults();
        IEnumerable<PSObject> fitting = vault is null
            ? vaults.Where(v => v.Properties["IsDefault"]?.Value is true).Concat(vaults.Count == 1 ? vaults : [])
            : vaults.Where(v => string.Equals(GetName(v), vault, StringComparison.OrdinalIgnoreCase));
        return fitting.Select(GetName).FirstOrDefault() ?? throw (vault is null ? SecretVaultException.NoVault() : SecretVaultException.VaultNotFound(vault));
    }

    /// <summary>Lists the vaults by name, for completion.</summary>
    public static IEnumerable<string> GetVaultNames() => SecretCommand.IsModuleThere() ? GetVaults().Select(GetName).OfType<string>() : [];

    /// <summary>Lists the secrets of a vault by name, for completion.</summary>
    public static IEnumerable<string> GetSecretNames(string? vault) => SecretCommand.IsModuleThere()
        ? SecretCommand.Invoke("Get-SecretInfo", vault is null ? [] : [("Vault", vault)]).Select(GetName).OfType<string>()
        : [];

    private static object? Find(SecretReference secret)
    {
        try
        {
            return Guard(secret, () => SecretCommand.Invoke("Get-Secret", Arguments(secret)).FirstOrDefault()?.BaseObject);
        }
        catch (SecretVaultException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    // A vault that is one file is written as a whole: of two writers at once one would undo what the other did.
    private static Collection<PSObject> Write(string command, (string, object)[] arguments)
    {
        using IDisposable? taken = SettingsFolder.TryLock("vaults");
        return SecretCommand.Invoke(command, arguments);
    }

    private static void CheckModule()
    {
        if (!SecretCommand.IsModuleThere())
        {
            throw SecretVaultException.NoModule();
        }
    }

    private static void CheckVault(SecretReference secret)
    {
        CheckModule();
        if (secret.Vault is not null && !GetVaults().Any(v => string.Equals(GetName(v), secret.Vault, StringComparison.OrdinalIgnoreCase)))
        {
            throw SecretVaultException.VaultNotFound(secret.Vault);
        }
    }

    private static Collection<PSObject> GetVaults() => SecretCommand.Invoke("Get-SecretVault");

    private static string? GetName(PSObject named) => named.Properties["Name"]?.Value as string;

    private static (string, object)[] Arguments(SecretReference secret) =>
        secret.Vault is null ? [("Name", secret.Name)] : [("Name", secret.Name), ("Vault", secret.Vault)];

    private static PSObject? FindInfo(SecretReference secret)
    {
        // There the name is a pattern.
        SecretReference pattern = secret with { Name = WildcardPattern.Escape(secret.Name) };
        return SecretCommand.Invoke("Get-SecretInfo", Arguments(pattern))
            .FirstOrDefault(i => string.Equals(GetName(i), secret.Name, StringComparison.OrdinalIgnoreCase));
    }

    private static Hashtable GetMetadata(SecretReference secret)
    {
        Hashtable metadata = new(StringComparer.OrdinalIgnoreCase);
        if (FindInfo(secret)?.Properties["Metadata"]?.Value is IEnumerable<KeyValuePair<string, object>> known)
        {
            foreach (KeyValuePair<string, object> pair in known)
            {
                metadata[pair.Key] = pair.Value is PSObject wrapped ? wrapped.BaseObject : pair.Value;
            }
        }

        return metadata;
    }

    private static DateTimeOffset? ToDate(object? value) => value switch
    {
        DateTime { Kind: DateTimeKind.Unspecified } date => new DateTimeOffset(DateTime.SpecifyKind(date, DateTimeKind.Utc)),
        DateTime date => date,
        DateTimeOffset date => date,
        int or long => DateTimeOffset.FromUnixTimeSeconds(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date) => date,
        _ => null,
    };

    private static T Guard<T>(SecretReference secret, Func<T> action)
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

    // SecretManagement says that a vault failed; why, only the exception of the vault's own tells.
    private static string GetReason(RuntimeException failure)
    {
        string text = failure.ErrorRecord.ToString();
        string cause = GetCause(failure);
        return text.Contains(cause) ? text : $"{text}: {cause}";
    }

    private static string GetCause(RuntimeException failure) => failure.ErrorRecord.Exception.GetBaseException().Message;
}

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
using Mistral.Client.Authentication;
using Mistral.PowerShell.Session.Settings;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>Keys in SecretManagement's vaults. Call it on the pipeline thread only. Ctrl+C at the prompt of one stops the pipeline, and is no failure of it.</summary>
internal static class SecretVault
{
    /// <summary>What a key's table is asked for when no entry is named.</summary>
    private const string UsualEntry = "ApiKey";

    // The documentation's example first: it is the one that is written.
    private static readonly string[] s_expiryNames = ["Expiration", "Expires", "ExpiresOn"];

    // The last second of the year 9999.
    private const long LastUnixSecond = 253402300799;

    // To store a secret again, SecretStore removes it and adds it: to another process it is gone for a moment.
    private const int MaxAttempts = 5;
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(100);

    /// <summary>Reads a key.</summary>
    /// <exception cref="SecretVaultException">It can't be had.</exception>
    public static SecureString GetKey(SecretReference secret, CancellationToken cancellationToken) =>
        VaultTurn.Share(("key", secret), turn => GetKey(turn, secret, Look), cancellationToken);

    /// <summary>Whether a secret holds a key; no where it can't be read. It is read once, for many may be asked of.</summary>
    public static bool Holds(SecretReference secret, SecureString key, CancellationToken cancellationToken) => VaultTurn.Run(
        turn =>
        {
            try
            {
                return SecureStringConverter.AreEqual(key, GetKey(turn, secret, Find));
            }
            catch (Exception e) when (e is SecretVaultException or MistralApiException)
            {
                return false;
            }
        },
        cancellationToken);

    /// <summary>Stores a key, over an older one. Its metadata is another call: some vaults lose the key over metadata they can't keep.</summary>
    /// <exception cref="SecretVaultException">It can't be stored.</exception>
    public static void SetKey(SecretReference secret, SecureString key, CancellationToken cancellationToken) => VaultTurn.Run(
        turn =>
        {
            CheckVault(turn, secret);
            return InvokeOrTerminate(secret, () => Write(turn, "Set-Secret", [.. Arguments(secret), ("SecureStringSecret", key)]));
        },
        cancellationToken);

    /// <summary>Reads the user name and password for a proxy.</summary>
    /// <exception cref="SecretVaultException">They can't be read.</exception>
    public static PSCredential GetCredential(SecretReference secret, CancellationToken cancellationToken) => VaultTurn.Share(
        ("credential", secret),
        turn =>
        {
            CheckVault(turn, secret);
            return Look(turn, secret) switch
            {
                null => throw SecretVaultException.CredentialNotFound(secret),
                PSCredential { UserName.Length: > 0 } credential when CredentialConverter.Find(credential) is not null => credential,
                PSCredential { UserName.Length: > 0 } credential => throw SecretVaultException.NoCredential(secret, $"has the user name '{credential.UserName}', which isn't valid"),
                PSCredential => throw SecretVaultException.NoCredential(secret, "has no user name"),
                object other => throw SecretVaultException.NoCredential(secret, $"is a {other.GetType().Name}"),
            };
        },
        cancellationToken);

    /// <summary>Stores the user name and password for a proxy, over older ones.</summary>
    /// <exception cref="SecretVaultException">They can't be stored.</exception>
    public static void SetCredential(SecretReference secret, PSCredential credential, CancellationToken cancellationToken) => VaultTurn.Run(
        turn =>
        {
            CheckVault(turn, secret);
            return InvokeOrTerminate(secret, () => Write(turn, "Set-Secret", [.. Arguments(secret), ("Secret", credential)]));
        },
        cancellationToken);

    /// <summary>Puts a key in the place of another: what lies around it there, as a user name or other entries of a table, stays.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="expected">The key that it is expected to hold.</param>
    /// <param name="key">The key to put there.</param>
    /// <param name="cancellationToken">Signalled when the caller is stopped.</param>
    /// <returns>False where the secret holds another key than both; then it stays as it is.</returns>
    /// <exception cref="SecretVaultException">It can't be stored.</exception>
    public static bool TryReplaceKey(SecretReference secret, SecureString? expected, SecureString key, CancellationToken cancellationToken) => VaultTurn.Run(
        turn =>
        {
            CheckVault(turn, secret);
            object? present = Find(turn, secret);
            if (present is not null && ReadKey(secret, present) is { } found && !SecureStringConverter.AreEqual(found, expected) && !SecureStringConverter.AreEqual(found, key))
            {
                return false;
            }

            object changed = Replace(present, key);
            if (present is Hashtable table)
            {
                Hashtable copy = (Hashtable)table.Clone();
                string entry = FindEntry(table, secret) ?? secret.Entry ?? UsualEntry;
                copy[entry] = Replace(Unwrap(table[entry]), key);
                changed = copy;
            }

            _ = InvokeOrTerminate(secret, () => Write(turn, "Set-Secret", [.. Arguments(secret), ("Secret", changed)]));
            return true;
        },
        cancellationToken);

    /// <summary>Notes when a key expires. Gives the reason where the vault can't.</summary>
    public static string? TrySetExpiry(SecretReference secret, DateTimeOffset expiresOn, CancellationToken cancellationToken) => VaultTurn.Run(
        turn =>
        {
            try
            {
                Hashtable metadata = GetMetadata(turn, secret);
                metadata[s_expiryNames.FirstOrDefault(metadata.ContainsKey) ?? s_expiryNames[0]] = expiresOn.UtcDateTime;
                _ = Write(turn, "Set-SecretInfo", [.. Arguments(secret), ("Metadata", metadata)]);
                return null;
            }
            catch (RuntimeException e) when (e is not PipelineStoppedException)
            {
                return GetReason(e);
            }
        },
        cancellationToken);

    /// <summary>Gets when a key expires, where the vault knows; null otherwise.</summary>
    public static DateTimeOffset? GetExpiry(SecretReference secret, CancellationToken cancellationToken) => VaultTurn.Share<DateTimeOffset?>(
        ("expiry", secret),
        turn =>
        {
            try
            {
                Hashtable metadata = GetMetadata(turn, secret);
                return s_expiryNames.Where(metadata.ContainsKey).Select(n => ToDate(metadata[n])).FirstOrDefault(d => d is not null);
            }
            catch (RuntimeException e) when (e is not PipelineStoppedException)
            {
                // A vault without metadata knows of no expiry.
                return null;
            }
        },
        cancellationToken);

    /// <summary>Removes a secret, where the vault has it.</summary>
    /// <exception cref="SecretVaultException">It can't be removed.</exception>
    public static void Remove(SecretReference secret, CancellationToken cancellationToken) => VaultTurn.Run(
        turn =>
        {
            CheckVault(turn, secret);
            return IsGone(turn, secret) || InvokeOrTerminate(secret, () => Write(turn, "Remove-Secret", Arguments(secret))) is not null;
        },
        cancellationToken);

    /// <summary>Whether there is such a secret. It is read, for a vault may let nobody list its secrets.</summary>
    /// <exception cref="SecretVaultException">The vault can't be asked.</exception>
    public static bool Exists(SecretReference secret, CancellationToken cancellationToken) => VaultTurn.Run(
        turn =>
        {
            CheckVault(turn, secret);
            return Look(turn, secret) is not null;
        },
        cancellationToken);

    /// <summary>Whether a secret exists with another content than the one given; no where it can't be read.</summary>
    public static bool HasOther(SecretReference secret, object content, CancellationToken cancellationToken) => VaultTurn.Run(
        turn =>
        {
            CheckVault(turn, secret);
            try
            {
                return Find(turn, secret) is { } present && !IsSame(present, content);
            }
            catch (SecretVaultException)
            {
                return false;
            }
        },
        cancellationToken);

    private static bool IsSame(object left, object right) => (left, right) switch
    {
        (SecureString key, SecureString given) => SecureStringConverter.AreEqual(key, given),
        (PSCredential credential, PSCredential given) => CredentialConverter.Find(credential) is { } stored && VaultProxyCredential.IsSame(stored, given.GetNetworkCredential()),
        (string text, SecureString given) => SecureStringConverter.AreEqual(SecureStringConverter.FromText(text), given),
        _ => false,
    };

    /// <summary>Gets the name of the vault that has a secret, the default one first; null where none has it.</summary>
    /// <exception cref="SecretVaultException">None has it, and one can't be asked.</exception>
    public static string? FindVaultName(string secretName, CancellationToken cancellationToken) => VaultTurn.Run<string?>(
        turn =>
        {
            CheckModule(turn);
            return FindInAnyVault(turn, secretName)?.Vault;
        },
        cancellationToken);

    /// <summary>Gets the name of the vault to store in: the one that is named, else the default one.</summary>
    /// <exception cref="SecretVaultException">No such vault is registered.</exception>
    public static string GetVaultName(string? vault, CancellationToken cancellationToken) => VaultTurn.Run(
        turn =>
        {
            CheckModule(turn);
            Collection<PSObject> vaults = GetVaults(turn);
            IEnumerable<PSObject> fitting = vault is null
                ? vaults.Where(IsDefault).Concat(vaults.Count == 1 ? vaults : [])
                : vaults.Where(v => string.Equals(GetName(v), vault, StringComparison.OrdinalIgnoreCase));
            return fitting.Select(GetName).FirstOrDefault() ?? throw (vault is null ? SecretVaultException.NoVault() : SecretVaultException.VaultNotFound(vault));
        },
        cancellationToken);

    /// <summary>Lists the names of secrets that match a pattern; none where the vault lists nothing.</summary>
    public static IReadOnlyList<string> FindNames(string? vault, string pattern, CancellationToken cancellationToken) => VaultTurn.Run<string[]>(
        turn =>
        {
            try
            {
                return [.. SecretCommand.Invoke(turn, "Get-SecretInfo", Arguments(new SecretReference(pattern, vault))).Select(GetName).OfType<string>()];
            }
            catch (RuntimeException e) when (e is not PipelineStoppedException)
            {
                return [];
            }
        },
        cancellationToken);

    /// <summary>Lists the vaults by name, for completion.</summary>
    public static IEnumerable<string> GetVaultNames(CancellationToken cancellationToken) => VaultTurn.Run<string[]>(
        turn => SecretCommand.IsModuleThere(turn) ? [.. GetVaults(turn).Select(GetName).OfType<string>()] : [],
        cancellationToken);

    /// <summary>Lists the secrets of a vault by name, for completion.</summary>
    public static IEnumerable<string> GetSecretNames(string? vault, CancellationToken cancellationToken) => VaultTurn.Run<string[]>(
        turn => SecretCommand.IsModuleThere(turn)
            ? [.. SecretCommand.Invoke(turn, "Get-SecretInfo", vault is null ? [] : [("Vault", vault)]).Select(GetName).OfType<string>()]
            : [],
        cancellationToken);

    private static SecureString GetKey(VaultTurn turn, SecretReference secret, Func<VaultTurn, SecretReference, object?> find)
    {
        CheckVault(turn, secret);
        object value = find(turn, secret) ?? throw SecretVaultException.NotFound(secret);
        return ReadKey(secret, value);
    }

    private static SecureString ReadKey(SecretReference secret, object? value)
    {
        if (value is Hashtable table)
        {
            value = Unwrap(table[FindEntry(table, secret) ?? throw SecretVaultException.NoEntry(secret, secret.Entry ?? UsualEntry)]);
        }

        SecureString? key = value switch
        {
            SecureString secure => secure,
            PSCredential credential => credential.Password,
            string text => SecureStringConverter.FromText(text),
            null => null,
            object other => throw SecretVaultException.WrongType(secret, other.GetType().Name),
        };
        return key is { Length: > 0 } ? key : throw MistralApiException.NoApiKey($"The {secret} contains no API key: it is empty.");
    }

    // The name as it was given goes before one of other case, as the tables of PowerShell know no case and others do.
    private static string? FindEntry(Hashtable table, SecretReference secret)
    {
        string entry = secret.Entry ?? UsualEntry;
        return table.ContainsKey(entry)
            ? entry
            : table.Keys.OfType<string>().Where(k => string.Equals(k, entry, StringComparison.OrdinalIgnoreCase)).OrderBy(k => k, StringComparer.Ordinal).FirstOrDefault();
    }

    private static object Replace(object? present, SecureString key) =>
        present is PSCredential credential && credential != PSCredential.Empty ? new PSCredential(credential.UserName, key) : key;

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static object? Look(VaultTurn turn, SecretReference secret)
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

    private static bool IsGone(VaultTurn turn, SecretReference secret)
    {
        try
        {
            return Find(turn, secret) is null;
        }
        catch (SecretVaultException)
        {
            // Not known: whether it can be removed shows.
            return false;
        }
    }

    // Without the name of a vault, Get-Secret lists the secrets of the default one, which may not be allowed.
    private static (string Vault, object Value)? FindInAnyVault(VaultTurn turn, string secretName)
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

    private static object? Find(VaultTurn turn, SecretReference secret)
    {
        if (secret.Vault is null)
        {
            return FindInAnyVault(turn, secret.Name)?.Value;
        }

        try
        {
            return InvokeOrTerminate(secret, () => SecretCommand.Invoke(turn, "Get-Secret", Arguments(secret)).FirstOrDefault()?.BaseObject);
        }
        catch (SecretVaultException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    // A vault that is one file is written as a whole: of two writers at once one would undo what the other did.
    private static Collection<PSObject> Write(VaultTurn turn, string command, (string, object)[] arguments)
    {
        turn.Hold(SettingsFolder.TryLock("vaults", turn.CancellationToken));
        return SecretCommand.Invoke(turn, command, arguments);
    }

    private static void CheckModule(VaultTurn turn)
    {
        if (!SecretCommand.IsModuleThere(turn))
        {
            throw SecretVaultException.NoModule();
        }

        // Looked at first, for SecretManagement deletes a damaged one as it is loaded.
        if (SecretVaultRegistry.FindDamaged() is { } path)
        {
            throw SecretVaultException.RegistryDamaged(path);
        }
    }

    private static void CheckVault(VaultTurn turn, SecretReference secret)
    {
        CheckModule(turn);
        Collection<PSObject> vaults = GetVaults(turn);
        if (secret.Vault is not null && !vaults.Any(v => string.Equals(GetName(v), secret.Vault, StringComparison.OrdinalIgnoreCase)))
        {
            throw SecretVaultException.VaultNotFound(secret.Vault);
        }
    }

    private static Collection<PSObject> GetVaults(VaultTurn turn)
    {
        Collection<PSObject> vaults = SecretCommand.Invoke(turn, "Get-SecretVault");
        return vaults.Count > 0 ? vaults
            : throw SecretVaultException.NoneRegistered();
    }

    private static bool IsDefault(PSObject vault) => vault.Properties["IsDefault"]?.Value is true;

    private static string? GetName(PSObject named) => named.Properties["Name"]?.Value as string;

    private static (string, object)[] Arguments(SecretReference secret) =>
        secret.Vault is null ? [("Name", secret.Name)] : [("Name", secret.Name), ("Vault", secret.Vault)];

    private static PSObject? FindInfo(VaultTurn turn, SecretReference secret)
    {
        // There the name is a pattern.
        SecretReference pattern = secret with { Name = WildcardPattern.Escape(secret.Name) };
        return SecretCommand.Invoke(turn, "Get-SecretInfo", Arguments(pattern))
            .FirstOrDefault(i => string.Equals(GetName(i), secret.Name, StringComparison.OrdinalIgnoreCase));
    }

    private static Hashtable GetMetadata(VaultTurn turn, SecretReference secret)
    {
        Hashtable metadata = new(StringComparer.OrdinalIgnoreCase);
        if (FindInfo(turn, secret)?.Properties["Metadata"]?.Value is IEnumerable<KeyValuePair<string, object>> known)
        {
            foreach (KeyValuePair<string, object> pair in known)
            {
                metadata[pair.Key] = Unwrap(pair.Value);
            }
        }

        return metadata;
    }

    private static DateTimeOffset? ToDate(object? value) => value switch
    {
        DateTime date when date.Year is 1 or 9999 => null,
        DateTime { Kind: DateTimeKind.Unspecified } date => new DateTimeOffset(DateTime.SpecifyKind(date, DateTimeKind.Utc)),
        DateTime date => date,
        DateTimeOffset date => date,
        int or long when Convert.ToInt64(value, CultureInfo.InvariantCulture) is >= 0 and <= LastUnixSecond and long seconds => DateTimeOffset.FromUnixTimeSeconds(seconds),
        string text when IsUnambiguous(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date) => date,
        _ => null,
    };

    // Of 05.12.2026 nobody knows whether it is in May or in December.
    private static bool IsUnambiguous(string text) =>
        Regex.IsMatch(text, @"^\s*[0-9]{4}-[0-9]{1,2}-[0-9]|\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static T InvokeOrTerminate<T>(SecretReference secret, Func<T> action)
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

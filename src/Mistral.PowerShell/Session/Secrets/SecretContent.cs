using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using System.Security;
using Mistral.Client;
using Mistral.Client.Authentication;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>Reads and writes the key of a secret: its text, the password of a credential, or an entry of a table.</summary>
internal static class SecretContent
{
    /// <summary>The entry of a table if no entry is specified.</summary>
    private const string UsualEntry = "ApiKey";

    /// <summary>Gets the key.</summary>
    /// <exception cref="SecretVaultException">The secret has a type that can't contain a key, or the table doesn't have the entry.</exception>
    /// <exception cref="MistralApiException">The key is empty.</exception>
    public static SecureString GetKey(SecretReference secret, object? content)
    {
        object? value = content;
        if (value is Hashtable table)
        {
            value = PSValue.Unwrap(table[FindEntry(table, secret) ?? throw SecretVaultException.NoEntry(secret, secret.Entry ?? UsualEntry)]);
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

    /// <summary>Replaces the key in a secret. A user name and other entries of a table are kept.</summary>
    public static object WithKey(SecretReference secret, object? content, SecureString key)
    {
        if (content is not Hashtable table)
        {
            return Replace(content, key);
        }

        Hashtable copy = (Hashtable)table.Clone();
        string entry = FindEntry(table, secret) ?? secret.Entry ?? UsualEntry;
        copy[entry] = Replace(PSValue.Unwrap(table[entry]), key);
        return copy;
    }

    /// <summary>Whether a secret contains the given key or credential.</summary>
    public static bool IsSame(object content, object given) => (content, given) switch
    {
        (SecureString key, SecureString other) => SecureStringConverter.AreEqual(key, other),
        (PSCredential credential, PSCredential other) => CredentialConverter.Find(credential) is { } stored && VaultProxyCredential.IsSame(stored, other.GetNetworkCredential()),
        (string text, SecureString other) => SecureStringConverter.AreEqual(SecureStringConverter.FromText(text), other),
        _ => false,
    };

    // An exact match has priority, because some tables are case-sensitive.
    private static string? FindEntry(Hashtable table, SecretReference secret)
    {
        string entry = secret.Entry ?? UsualEntry;
        return table.ContainsKey(entry)
            ? entry
            : table.Keys.OfType<string>().Where(k => string.Equals(k, entry, StringComparison.OrdinalIgnoreCase)).OrderBy(k => k, StringComparer.Ordinal).FirstOrDefault();
    }

    private static object Replace(object? present, SecureString key) =>
        present is PSCredential credential && credential != PSCredential.Empty ? new PSCredential(credential.UserName, key) : key;
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Security;
using System.Text.RegularExpressions;

namespace Mistral.PowerShell;

/// <summary>
/// Reads keys from SecretManagement. The module is found by its name when it is needed, in the runspace of the
/// cmdlet, so that a vault can ask for its password there; call it on the pipeline thread only.
/// </summary>
internal static class SecretVault
{
    private const string Module = "Microsoft.PowerShell.SecretManagement";

    /// <summary>Reads a key.</summary>
    /// <param name="name">The secret's name.</param>
    /// <param name="vault">The vault's name, or null for whichever has it.</param>
    /// <exception cref="SecretVaultException">It can't be had.</exception>
    public static SecureString GetKey(string name, string? vault)
    {
        if (!IsModuleThere())
        {
            throw new SecretVaultException(
                "MistralSecretModuleMissing",
                ErrorCategory.NotInstalled,
                $"The module {Module} is not on this machine, so the secret '{name}' can't be read.",
                $"Install it: Install-Module {Module}, Microsoft.PowerShell.SecretStore. Or give the key with -ApiKey, -Credential or MISTRAL_API_KEY.");
        }

        if (vault is not null && Invoke("Get-SecretVault", ("Name", vault)).Count == 0)
        {
            throw new SecretVaultException(
                "MistralSecretVaultNotFound",
                ErrorCategory.ObjectNotFound,
                $"There is no secret vault named '{vault}'.",
                "Get-SecretVault lists the vaults; Register-SecretVault adds one.");
        }

        object? secret = Read(name, vault);
        return secret switch
        {
            SecureString key => key,
            PSCredential credential => credential.Password,
            string text => ToSecureString(text),
            _ => throw new SecretVaultException(
                "MistralSecretWrongType",
                ErrorCategory.InvalidType,
                $"The secret '{name}' is a {secret?.GetType().Name ?? "null"}; a key is a SecureString, a String or a PSCredential.",
                $"Store the key with Set-Secret -Name '{name}' -SecureStringSecret (Read-Host -AsSecureString)."),
        };
    }

    /// <summary>Whether SecretManagement is loaded or can be.</summary>
    public static bool IsModuleThere() =>
        Invoke("Microsoft.PowerShell.Core\\Get-Module", ("Name", Module)).Count > 0
        || Invoke("Microsoft.PowerShell.Core\\Get-Module", ("Name", Module), ("ListAvailable", true)).Count > 0;

    /// <summary>Lists the vaults by name, for completion.</summary>
    public static IEnumerable<string> GetVaultNames() =>
        IsModuleThere() ? Invoke("Get-SecretVault").Select(v => v.Properties["Name"]?.Value as string).OfType<string>() : [];

    /// <summary>Lists the secrets of a vault by name, for completion.</summary>
    public static IEnumerable<string> GetSecretNames(string? vault) => !IsModuleThere()
        ? []
        : Invoke("Get-SecretInfo", vault is null ? [] : [("Vault", vault)]).Select(s => s.Properties["Name"]?.Value as string).OfType<string>();

    private static object? Read(string name, string? vault)
    {
        (string, object)[] arguments = vault is null ? [("Name", name)] : [("Name", name), ("Vault", vault)];
        try
        {
            using System.Management.Automation.PowerShell shell = Create("Get-Secret", [.. arguments, ("ErrorAction", ActionPreference.Stop)]);
            return shell.Invoke().FirstOrDefault()?.BaseObject ?? throw NotFound(name, vault);
        }
        catch (RuntimeException e)
        {
            string id = e.ErrorRecord.FullyQualifiedErrorId;
            string text = e.ErrorRecord.ToString();
            bool locked = Regex.IsMatch(text, "password|unlock", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
            throw locked
                ? new SecretVaultException(
                    "MistralSecretVaultLocked",
                    ErrorCategory.AuthenticationError,
                    $"The vault that holds '{name}' is locked: {text}",
                    "Unlock the vault first: Unlock-SecretStore, or Unlock-SecretVault for another one.")
                : id.StartsWith("GetSecretNotFound", StringComparison.Ordinal)
                    ? NotFound(name, vault)
                    : new SecretVaultException(
                        "MistralSecretVaultFailed",
                        ErrorCategory.ReadError,
                        $"The secret '{name}' can't be read: {text}",
                        "Try Test-SecretVault and Get-Secret for the same name.");
        }
    }

    private static SecretVaultException NotFound(string name, string? vault) => new(
        "MistralSecretNotFound",
        ErrorCategory.ObjectNotFound,
        vault is null ? $"No vault has a secret named '{name}'." : $"The vault '{vault}' has no secret named '{name}'.",
        $"Get-SecretInfo lists the secrets. Store the key with Set-Secret -Name '{name}' -SecureStringSecret (Read-Host -AsSecureString).");

    private static List<PSObject> Invoke(string command, params (string Name, object Value)[] arguments)
    {
        using System.Management.Automation.PowerShell shell = Create(command, [.. arguments, ("ErrorAction", ActionPreference.Ignore)]);
        return [.. shell.Invoke()];
    }

    private static System.Management.Automation.PowerShell Create(string command, (string Name, object Value)[] arguments)
    {
        System.Management.Automation.PowerShell shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        _ = shell.AddCommand(command.IndexOf('\\') < 0 ? $"{Module}\\{command}" : command, useLocalScope: true);
        foreach ((string name, object value) in arguments)
        {
            _ = shell.AddParameter(name, value);
        }

        return shell;
    }

    private static SecureString ToSecureString(string text)
    {
        SecureString key = new();
        foreach (char c in text)
        {
            key.AppendChar(c);
        }

        key.MakeReadOnly();
        return key;
    }
}

using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using System.Threading;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>Reads and writes the expiry of a key in the metadata of its secret. Call it on the pipeline thread only.</summary>
/// <param name="turns">The turns at the vaults.</param>
/// <param name="commands">Runs the commands at the vaults.</param>
internal sealed class SecretExpiry(VaultTurns turns, VaultCommands commands)
{
    // The first name, from SecretManagement's documentation, is the one that is written.
    private static readonly string[] s_names = ["Expiration", "Expires", "ExpiresOn"];

    // The last second of the year 9999.
    private const long LastUnixSecond = 253402300799;

    /// <summary>Stores when a key expires. Returns the reason if the vault can't store it.</summary>
    public string? TrySet(SecretReference secret, DateTimeOffset expiresOn, CancellationToken cancellationToken) => turns.Run(
        turn =>
        {
            try
            {
                Hashtable metadata = GetMetadata(turn, secret);
                metadata[s_names.FirstOrDefault(metadata.ContainsKey) ?? s_names[0]] = expiresOn.UtcDateTime;
                _ = commands.Write(turn, "Set-SecretInfo", secret, ("Metadata", metadata));
                return null;
            }
            catch (RuntimeException e) when (e is not PipelineStoppedException)
            {
                return VaultCommands.GetReason(e);
            }
        },
        cancellationToken);

    /// <summary>Gets when a key expires; null if the vault doesn't know.</summary>
    public DateTimeOffset? Get(SecretReference secret, CancellationToken cancellationToken) => turns.Share<DateTimeOffset?>(
        ("expiry", secret),
        turn =>
        {
            try
            {
                Hashtable metadata = GetMetadata(turn, secret);
                return s_names.Where(metadata.ContainsKey).Select(n => ToDate(metadata[n])).FirstOrDefault(d => d is not null);
            }
            catch (RuntimeException e) when (e is not PipelineStoppedException)
            {
                // A vault without metadata can't store an expiry.
                return null;
            }
        },
        cancellationToken);

    private Hashtable GetMetadata(VaultTurn turn, SecretReference secret)
    {
        Hashtable metadata = new(StringComparer.OrdinalIgnoreCase);
        if (FindInfo(turn, secret)?.Properties["Metadata"]?.Value is IEnumerable<KeyValuePair<string, object>> known)
        {
            foreach (KeyValuePair<string, object> pair in known)
            {
                metadata[pair.Key] = PSValue.Unwrap(pair.Value);
            }
        }

        return metadata;
    }

    private PSObject? FindInfo(VaultTurn turn, SecretReference secret)
    {
        // This command accepts a pattern as the name.
        SecretReference pattern = secret with { Name = WildcardPattern.Escape(secret.Name) };
        return commands.GetInfos(turn, VaultCommands.GetArguments(pattern))
            .FirstOrDefault(i => string.Equals(VaultCommands.GetName(i), secret.Name, StringComparison.OrdinalIgnoreCase));
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

    // In 05.12.2026, it is unclear which number is the month.
    private static bool IsUnambiguous(string text) =>
        Regex.IsMatch(text, @"^\s*[0-9]{4}-[0-9]{1,2}-[0-9]|\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
}

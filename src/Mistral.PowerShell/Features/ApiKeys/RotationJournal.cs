using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Session.Secrets;
using Mistral.PowerShell.Session.Settings;

namespace Mistral.PowerShell.Features.ApiKeys;

/// <summary>What a rotation has to know to be finished or undone by another run. It holds no key.</summary>
internal sealed record RotationJournal
{
    // A file name may have 255 bytes, and one that is being written has more than the name at its end.
    private const int MaxNameLength = 200;

    public string Connection { get; init; } = string.Empty;

    public RotationStep Step { get; init; }

    /// <summary>The new key's name, which no other key has: by it a key is found that was made and never learnt of.</summary>
    public string NewKeyName { get; init; } = string.Empty;

    /// <summary>The secret that the new key lies in until it takes the place of the old one.</summary>
    public string NextSecretName { get; init; } = string.Empty;

    /// <summary>The vault of that secret.</summary>
    public string? NextVaultName { get; init; }

    public string? NewKeyId { get; init; }

    public DateTimeOffset? NewExpiresOn { get; init; }

    public string? OldKeyId { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    /// <summary>How long the old key is to go on working once the new one is in use.</summary>
    public TimeSpan GracePeriod { get; init; }

    /// <summary>From when on the old key may be revoked.</summary>
    public DateTimeOffset? RevokeAfter { get; init; }

    /// <summary>Gets the path of a connection's journal.</summary>
    public static string GetPath(string connection)
    {
        string name = Uri.EscapeDataString(connection.ToLowerInvariant());
        return SettingsFolder.GetPath($"rotation-{(name.Length <= MaxNameLength ? name : Hash(name))}.json");
    }

    private static string Hash(string name)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(name);
#if NETFRAMEWORK
        using SHA256 hash = SHA256.Create();
        return BitConverter.ToString(hash.ComputeHash(bytes)).Replace("-", string.Empty);
#else
        return Convert.ToHexString(SHA256.HashData(bytes));
#endif
    }

    /// <summary>Takes a connection's turn to be rotated, which no two processes have at once.</summary>
    /// <exception cref="SavedConnectionException">Another process is at it for too long.</exception>
    public static IDisposable Lock(string connection, TimeSpan timeout, CancellationToken cancellationToken)
    {
        string path = GetPath(connection);
        IDisposable taken = SettingsFolder.Lock(path, timeout, cancellationToken);
        PartialFile.RemoveLeftovers(path);
        return taken;
    }

    /// <summary>Whether there is the journal of an unfinished rotation, damaged or not.</summary>
    public static bool Exists(string connection) => File.Exists(GetPath(connection));

    /// <summary>Reads the journal of an unfinished rotation, or null.</summary>
    /// <exception cref="SavedConnectionException">It is damaged.</exception>
    public static RotationJournal? Find(string connection)
    {
        string path = GetPath(connection);
        try
        {
            return SettingsFile.Find(path) is { } text ? JsonSerializer.Deserialize(text, RotationJournalJson.Default.RotationJournal) : null;
        }
        catch (JsonException e)
        {
            throw SavedConnectionException.NotJson(path, e);
        }
    }

    /// <summary>Gets where the new key lies until it takes the place of the old one.</summary>
    public SecretReference GetNext() => new(NextSecretName, NextVaultName);

    public RotationJournal Write()
    {
        using PartialFile file = new(GetPath(Connection), ownerOnly: true);
        file.Write(stream => JsonSerializer.Serialize(stream, this, RotationJournalJson.Default.RotationJournal));
        file.Commit();
        return this;
    }

    public void Delete() => Delete(Connection);

    /// <summary>Names the keys that an unfinished rotation is about, by their ids and names.</summary>
    public static string DescribeKeys(string connection)
    {
        try
        {
            return Find(connection) is { } journal ? $"the old key {journal.OldKeyId ?? "(id unknown)"}, the new one '{journal.NewKeyName}' {journal.NewKeyId}".TrimEnd() : string.Empty;
        }
        catch (SavedConnectionException)
        {
            return "its journal is damaged, and does not tell which";
        }
    }

    /// <summary>Deletes a connection's journal, where there is one.</summary>
    public static void Delete(string connection) => File.Delete(GetPath(connection));
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(RotationJournal))]
internal sealed partial class RotationJournalJson : JsonSerializerContext;

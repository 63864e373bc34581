using System;
using System.IO;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Core.Text;
using Mistral.PowerShell.Session.Secrets;
using Mistral.PowerShell.Session.Settings;

namespace Mistral.PowerShell.Features.ApiKeys;

/// <summary>The state of a rotation, with which another run can finish or undo it. It contains no key.</summary>
internal sealed record RotationJournal
{
    // File names are limited to 255 bytes, and the temporary name is longer than the final one.
    private const int MaxNameLength = 200;

    public string Connection { get; init; } = string.Empty;

    public RotationStep Step { get; init; }

    /// <summary>The unique name of the new key. A key whose creation got no response is found by it.</summary>
    public string NewKeyName { get; init; } = string.Empty;

    /// <summary>The temporary secret of the new key.</summary>
    public string NextSecretName { get; init; } = string.Empty;

    /// <summary>The vault of the temporary secret.</summary>
    public string? NextVaultName { get; init; }

    public string? NewKeyId { get; init; }

    public DateTimeOffset? NewExpiresOn { get; init; }

    public string? OldKeyId { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    /// <summary>How long the old key stays valid after the new key is in use.</summary>
    public TimeSpan GracePeriod { get; init; }

    /// <summary>When the old key may be revoked.</summary>
    public DateTimeOffset? RevokeAfter { get; init; }

    /// <summary>Gets the path of a connection's journal.</summary>
    public static string GetPath(string connection)
    {
        string name = Uri.EscapeDataString(connection.ToLowerInvariant());
        return SettingsFolder.GetPath($"rotation-{(name.Length <= MaxNameLength ? name : Sha256Text.OfText(name).ToUpperInvariant())}.json");
    }

    /// <summary>Locks the rotation of a connection against other processes.</summary>
    /// <exception cref="SavedConnectionException">Another process holds the lock for too long.</exception>
    public static IDisposable Lock(string connection, TimeSpan timeout, CancellationToken cancellationToken)
    {
        string path = GetPath(connection);
        IDisposable taken = SettingsLock.Take(path, timeout, cancellationToken);
        PartialFile.RemoveLeftovers(path);
        return taken;
    }

    /// <summary>Whether there is a journal of an unfinished rotation, even if it is damaged.</summary>
    public static bool Exists(string connection) => File.Exists(GetPath(connection));

    /// <summary>Reads the journal of an unfinished rotation, or null.</summary>
    /// <exception cref="SavedConnectionException">The journal is damaged.</exception>
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

    /// <summary>Gets the reference to the temporary secret of the new key.</summary>
    public SecretReference GetNext() => new(NextSecretName, NextVaultName);

    public RotationJournal Write()
    {
        using PartialFile file = new(GetPath(Connection), ownerOnly: true);
        file.Write(stream => JsonSerializer.Serialize(stream, this, RotationJournalJson.Default.RotationJournal));
        file.Commit();
        return this;
    }

    public void Delete() => Delete(Connection);

    /// <summary>Describes the keys of an unfinished rotation by their ids and names.</summary>
    public static string DescribeKeys(string connection)
    {
        try
        {
            return Find(connection) is { } journal ? $"the old key {journal.OldKeyId ?? "(id unknown)"}, the new one '{journal.NewKeyName}' {journal.NewKeyId}".TrimEnd() : string.Empty;
        }
        catch (SavedConnectionException)
        {
            return "its journal is damaged, so the keys are unknown";
        }
    }

    /// <summary>Deletes the journal of a connection, if it exists.</summary>
    public static void Delete(string connection) => File.Delete(GetPath(connection));
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(RotationJournal))]
internal sealed partial class RotationJournalJson : JsonSerializerContext;

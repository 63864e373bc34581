using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Session.Secrets;
using Mistral.PowerShell.Session.Settings;

namespace Mistral.PowerShell.Session.Connections;

/// <summary>The saved connections: a small file without secrets.</summary>
internal static class SavedConnections
{
    private const string FileName = "connections.json";

    /// <summary>Lists the connections by name.</summary>
    public static IReadOnlyList<SavedConnection> GetAll()
    {
        SavedConnectionsDocument document = Read(SettingsFolder.GetPath(FileName));
        return [.. document.Connections.Keys.Select(name => Get(document, name)!)];
    }

    /// <summary>Gets a connection, or null if no connection has the name.</summary>
    public static SavedConnection? Find(string name) => FindUnchecked(name) is { } found ? Check(found) : null;

    /// <summary>Gets a connection.</summary>
    /// <exception cref="SavedConnectionException">No connection has the name.</exception>
    public static SavedConnection Get(string name) => Find(name) ?? throw SavedConnectionException.NotFound(name);

    /// <summary>Gets a connection whose settings may be invalid, for example to remove it.</summary>
    /// <exception cref="SavedConnectionException">No connection has the name.</exception>
    public static SavedConnection GetUnchecked(string name) => FindUnchecked(name) ?? throw SavedConnectionException.NotFound(name);

    /// <summary>Gets the default connection, or null.</summary>
    public static SavedConnection? FindDefault()
    {
        if (SettingsFolder.FindPath(FileName) is not { } path)
        {
            return null;
        }

        SavedConnectionsDocument document = Read(path);
        return document.Default is { } name && Get(document, name) is { } found ? Check(found) : null;
    }

    /// <summary>Saves a connection, and replaces one with the same name. The first connection becomes the default.</summary>
    /// <param name="name">The name.</param>
    /// <param name="create">Creates the connection, after the file is locked and can be written.</param>
    /// <param name="makeDefault">Whether it becomes the default.</param>
    /// <param name="cancellationToken">Signalled when the caller is stopped.</param>
    public static void Save(string name, Func<SavedConnection> create, bool makeDefault, CancellationToken cancellationToken) => Change(
        document =>
        {
            document.Connections[name] = create() with { SavedAt = DateTimeOffset.Now };
            return document with { Default = makeDefault || document.Default is null ? name : document.Default };
        },
        cancellationToken);

    /// <summary>Updates a connection, as it is in the file now.</summary>
    /// <exception cref="SavedConnectionException">No connection has the name.</exception>
    public static void Update(string name, Func<SavedConnection, SavedConnection> change, CancellationToken cancellationToken) => Change(
        document =>
        {
            SavedConnection found = Get(document, name) ?? throw SavedConnectionException.NotFound(name);
            document.Connections[found.Name] = change(found) with { SavedAt = DateTimeOffset.Now };
            return document;
        },
        cancellationToken);

    /// <summary>Updates the connections whose key is in a secret, as they are in the file now.</summary>
    /// <param name="isSecret">Whether a reference is to the secret.</param>
    /// <param name="change">Updates a connection.</param>
    /// <param name="cancellationToken">Signalled when the caller is stopped.</param>
    public static void UpdateUsersOf(Func<SecretReference, bool> isSecret, Func<SavedConnection, SavedConnection> change, CancellationToken cancellationToken) => Change(
        document =>
        {
            foreach (SavedConnection found in document.Connections.Keys.Select(name => Get(document, name)!).Where(c => c.GetSecret() is { } secret && isSecret(secret)).ToArray())
            {
                document.Connections[found.Name] = change(found) with { SavedAt = DateTimeOffset.Now };
            }

            return document;
        },
        cancellationToken);

    /// <summary>Whether a saved connection uses a secret, or another entry of the same secret.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="except">The name of a connection to ignore.</param>
    public static bool IsUsed(SecretReference secret, string? except = null) => GetAll()
        .Where(c => !string.Equals(c.Name, except, StringComparison.OrdinalIgnoreCase))
        .SelectMany(c => c.GetSecrets())
        .Any(s => (s with { Entry = null }).IsSame(secret with { Entry = null }));

    /// <summary>Removes a connection.</summary>
    /// <exception cref="SavedConnectionException">No connection has the name.</exception>
    public static void Remove(string name, CancellationToken cancellationToken) => Change(
        document => document.Connections.Remove(name)
            ? document with { Default = string.Equals(document.Default, name, StringComparison.OrdinalIgnoreCase) ? null : document.Default }
            : throw SavedConnectionException.NotFound(name),
        cancellationToken);

    private static SavedConnection? FindUnchecked(string name) => Get(Read(SettingsFolder.GetPath(FileName)), name);

    private static SavedConnection Check(SavedConnection found) =>
        ConnectionLimits.FindMistake(found) is { } mistake ? throw SavedConnectionException.Invalid(found.Name, SettingsFolder.GetPath(FileName), mistake) : found;

    private static SavedConnection? Get(SavedConnectionsDocument document, string name) =>
        document.Connections.FirstOrDefault(c => string.Equals(c.Key, name, StringComparison.OrdinalIgnoreCase)) is { Key: not null } found
            ? found.Value with { Name = found.Key, IsDefault = string.Equals(document.Default, found.Key, StringComparison.OrdinalIgnoreCase) }
            : null;

    // A damaged file throws here, before anything is written.
    private static void Change(Func<SavedConnectionsDocument, SavedConnectionsDocument> change, CancellationToken cancellationToken)
    {
        string path = SettingsFolder.GetPath(FileName);
        using IDisposable taken = SettingsLock.Take(path, SettingsFolder.Timeout, cancellationToken);
        SavedConnectionsDocument document = Read(path);
        PartialFile.RemoveLeftovers(path);
        using PartialFile file = new(path, ownerOnly: true);
        SavedConnectionsDocument changed = change(document);
        file.Write(stream => JsonSerializer.Serialize(stream, changed, SavedConnectionsJson.Default.SavedConnectionsDocument));
        file.Commit();
    }

    private static SavedConnectionsDocument Read(string path)
    {
        if (SettingsFile.Find(path) is not { } text)
        {
            return new SavedConnectionsDocument();
        }

        try
        {
            SavedConnectionsDocument document = JsonSerializer.Deserialize(text, SavedConnectionsJson.Default.SavedConnectionsDocument)
                ?? throw SavedConnectionException.Damaged(path, "it contains no data.");
            return document.Version != SavedConnectionsDocument.CurrentVersion
                ? throw SavedConnectionException.Damaged(path, $"its format has the version {document.Version}, which this module doesn't support.")
                : document.Connections?.Values.Any(c => c is null) is true
                ? throw SavedConnectionException.Damaged(path, "a connection in it has no data.")
                : FindDouble(document.Connections) is { } name
                ? throw SavedConnectionException.Damaged(path, $"it has more than one connection named '{name}'.")
                : document with { Connections = new(document.Connections ?? [], StringComparer.OrdinalIgnoreCase) };
        }
        catch (JsonException e)
        {
            throw SavedConnectionException.NotJson(path, e);
        }
    }

    private static string? FindDouble(SortedDictionary<string, SavedConnection>? connections) =>
        connections?.Keys.GroupBy(n => n, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1)?.Key;
}

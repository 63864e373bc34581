using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Session.Secrets;
using Mistral.PowerShell.Session.Settings;

namespace Mistral.PowerShell.Session.Connections;

/// <summary>The connections that are kept between sessions: a small file without any secret.</summary>
internal static class SavedConnections
{
    private const string FileName = "connections.json";

    /// <summary>Lists them by name.</summary>
    public static IReadOnlyList<SavedConnection> GetAll()
    {
        SavedConnectionsDocument document = Read(SettingsFolder.GetPath(FileName));
        return [.. document.Connections.Keys.Select(name => Get(document, name)!)];
    }

    /// <summary>Gets one, or null if no connection has that name.</summary>
    public static SavedConnection? Find(string name) => FindUnchecked(name) is { } found ? Check(found) : null;

    /// <summary>Gets one.</summary>
    /// <exception cref="SavedConnectionException">No connection has that name.</exception>
    public static SavedConnection Get(string name) => Find(name) ?? throw SavedConnectionException.NotFound(name);

    /// <summary>Gets one whose settings need not be valid, as to remove it.</summary>
    /// <exception cref="SavedConnectionException">No connection has that name.</exception>
    public static SavedConnection GetUnchecked(string name) => FindUnchecked(name) ?? throw SavedConnectionException.NotFound(name);

    /// <summary>Gets the default one, or null.</summary>
    public static SavedConnection? FindDefault()
    {
        if (SettingsFolder.FindPath(FileName) is not { } path)
        {
            return null;
        }

        SavedConnectionsDocument document = Read(path);
        return document.Default is { } name && Get(document, name) is { } found ? Check(found) : null;
    }

    /// <summary>Saves one, over an older one of its name. The first one becomes the default.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="create">Creates it, once the file is locked and can be written.</param>
    /// <param name="makeDefault">Whether it becomes the default one.</param>
    /// <param name="cancellationToken">Signalled when the caller is stopped.</param>
    public static void Save(string name, Func<SavedConnection> create, bool makeDefault, CancellationToken cancellationToken) => Change(
        document =>
        {
            document.Connections[name] = create() with { SavedAt = DateTimeOffset.Now };
            return document with { Default = makeDefault || document.Default is null ? name : document.Default };
        },
        cancellationToken);

    /// <summary>Changes those that have their key in a secret, as they are in the file now.</summary>
    public static void UpdateUsersOf(SecretReference secret, Func<SavedConnection, SavedConnection> change, CancellationToken cancellationToken) => Change(
        document =>
        {
            foreach (SavedConnection found in document.Connections.Keys.Select(name => Get(document, name)!).Where(c => c.GetSecret()?.Identity == secret.Identity).ToArray())
            {
                document.Connections[found.Name] = change(found) with { SavedAt = DateTimeOffset.Now };
            }

            return document;
        },
        cancellationToken);

    /// <summary>Whether a saved connection has a secret, or another entry of it, as one of its own.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="except">The name of a connection that does not count.</param>
    public static bool IsUsed(SecretReference secret, string? except = null) => GetAll()
        .Where(c => !string.Equals(c.Name, except, StringComparison.OrdinalIgnoreCase))
        .SelectMany(c => c.GetSecrets())
        .Any(s => (s with { Entry = null }).IsSame(secret with { Entry = null }));

    /// <summary>Removes one.</summary>
    /// <exception cref="SavedConnectionException">No connection has that name.</exception>
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

    // What is damaged throws here, before anything is written.
    private static void Change(Func<SavedConnectionsDocument, SavedConnectionsDocument> change, CancellationToken cancellationToken)
    {
        string path = SettingsFolder.GetPath(FileName);
        using IDisposable taken = SettingsFolder.Lock(path, cancellationToken);
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
                ?? throw SavedConnectionException.Damaged(path, "it holds nothing.");
            return document.Version != SavedConnectionsDocument.CurrentVersion
                ? throw SavedConnectionException.Damaged(path, $"its form is version {document.Version}, which this module does not know.")
                : document.Connections?.Values.Any(c => c is null) is true
                ? throw SavedConnectionException.Damaged(path, "a connection in it holds nothing.")
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

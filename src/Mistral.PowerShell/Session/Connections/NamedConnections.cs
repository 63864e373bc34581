using System;
using System.Collections.Concurrent;
using System.Threading;
using Mistral.PowerShell.Session.Budgets;

namespace Mistral.PowerShell.Session.Connections;

/// <summary>The saved connections that are open in this process, so that each vault is read only once.</summary>
internal sealed class NamedConnections
{
    private readonly ConcurrentDictionary<string, (SavedConnection Saved, MistralConnection Connection)> _open = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets a saved connection by its name. Runs on the pipeline thread only.</summary>
    /// <exception cref="SavedConnectionException">No connection has that name.</exception>
    public MistralConnection Get(string name, CancellationToken cancellationToken) => Get(SavedConnections.Get(name), cancellationToken);

    /// <summary>Opens a saved connection, where it is not open yet; on the pipeline thread only.</summary>
    public MistralConnection Get(SavedConnection saved, CancellationToken cancellationToken)
    {
        string name = saved.Name;
        if (_open.TryGetValue(name, out (SavedConnection Saved, MistralConnection Connection) known) && known.Saved == saved)
        {
            return known.Connection;
        }

        // No lock, because a vault may have to ask the user. If two runspaces open it at once, the first one counts.
        MistralConnection opened = ConnectionFactory.Open(saved, cancellationToken, FindMeter(saved, known.Connection));
        MistralConnection kept = _open.AddOrUpdate(name, _ => (saved, opened), (_, other) => other.Saved == saved ? other : (saved, opened)).Connection;
        if (kept != opened)
        {
            opened.Client.Dispose();
        }

        return kept;
    }

    // A session has one count for a name: the current connection's, or else that of the connection before its settings changed.
    private static SpendingMeter? FindMeter(SavedConnection saved, MistralConnection? before)
    {
        if (MistralSession.Current.Connection.FindConnected() is { Name: { } name } current && string.Equals(name, saved.Name, StringComparison.OrdinalIgnoreCase))
        {
            return current.Meter;
        }

        if (before is not null)
        {
            before.Meter.Budget = saved.GetBudget().Check();
        }

        return before?.Meter;
    }

    /// <summary>Changes the budget of a connection that is open, without opening it again.</summary>
    /// <param name="saved">The connection as it is saved now.</param>
    /// <param name="budget">Its budget.</param>
    public void SetBudget(SavedConnection saved, Budget budget)
    {
        if (_open.TryGetValue(saved.Name, out (SavedConnection Saved, MistralConnection Connection) known))
        {
            known.Connection.Meter.Budget = budget;
            _ = _open.TryUpdate(saved.Name, (saved, known.Connection), known);
        }
    }

    /// <summary>Drops a connection. The next use of its name opens it again.</summary>
    public void Forget(MistralConnection connection)
    {
        if (connection.Name is { } name && _open.TryGetValue(name, out (SavedConnection Saved, MistralConnection Connection) known) && known.Connection == connection)
        {
            _ = _open.TryRemove(name, out _);
        }
    }

    /// <summary>Drops and closes a connection.</summary>
    public void Close(string name)
    {
        if (_open.TryRemove(name, out (SavedConnection Saved, MistralConnection Connection) known))
        {
            known.Connection.Client.Dispose();
        }
    }

    /// <summary>Drops and closes all connections.</summary>
    public void Close()
    {
        foreach (string name in _open.Keys)
        {
            Close(name);
        }
    }
}

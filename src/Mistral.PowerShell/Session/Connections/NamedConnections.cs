using System;
using System.Collections.Concurrent;
using System.Threading;

namespace Mistral.PowerShell.Session.Connections;

/// <summary>Saved connections that are open in this process, so that one named again and again asks its vault once.</summary>
internal sealed class NamedConnections
{
    private readonly ConcurrentDictionary<string, (SavedConnection Saved, MistralConnection Connection)> _open = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets a saved connection by its name; on the pipeline thread only.</summary>
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

        // No lock: a vault may have to ask its user. Of two runspaces that are as fast the first one's counts.
        MistralConnection opened = ConnectionFactory.Open(saved, cancellationToken);
        MistralConnection kept = _open.AddOrUpdate(name, _ => (saved, opened), (_, other) => other.Saved == saved ? other : (saved, opened)).Connection;
        if (kept != opened)
        {
            opened.Client.Dispose();
        }

        return kept;
    }

    /// <summary>Forgets a connection, so that its name opens it anew.</summary>
    public void Forget(MistralConnection connection)
    {
        if (connection.Name is { } name && _open.TryGetValue(name, out (SavedConnection Saved, MistralConnection Connection) known) && known.Connection == connection)
        {
            _ = _open.TryRemove(name, out _);
        }
    }

    /// <summary>Forgets one and closes what it holds open.</summary>
    public void Close(string name)
    {
        if (_open.TryRemove(name, out (SavedConnection Saved, MistralConnection Connection) known))
        {
            known.Connection.Client.Dispose();
        }
    }

    /// <summary>Forgets them all and closes what they hold open.</summary>
    public void Close()
    {
        foreach (string name in _open.Keys)
        {
            Close(name);
        }
    }
}

using System.Management.Automation;
using System.Threading;
using Mistral.PowerShell.Session;

namespace Mistral.PowerShell;

/// <summary>A connection as a parameter accepts it: an open one, a saved one, or the name of a saved one.</summary>
public sealed class ConnectionArgument
{
    private readonly MistralConnection? _connection;
    private readonly string? _name;

    /// <param name="connection">An open connection.</param>
    public ConnectionArgument(MistralConnection connection)
    {
        _connection = connection;
    }

    /// <param name="saved">A saved connection.</param>
    public ConnectionArgument(SavedConnection saved)
        : this(saved?.Name ?? throw new PSArgumentNullException(nameof(saved)))
    {
    }

    /// <param name="name">The name of a saved connection.</param>
    public ConnectionArgument(string name)
    {
        _name = name;
    }

    /// <summary>The name of a saved connection; null for an open connection.</summary>
    internal string? Name => _name;

    /// <summary>Gets the connection. Runs on the pipeline thread only.</summary>
    /// <exception cref="ErrorRecordException">No connection with that name was found, or its key can't be read from its vault.</exception>
    internal MistralConnection Open(CancellationToken cancellationToken) => _connection ?? MistralSession.Current.NamedConnections.Get(_name!, cancellationToken);

    /// <inheritdoc/>
    public override string ToString() => _name ?? _connection!.ToString();
}

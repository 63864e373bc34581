using System;
using System.Threading;
using Mistral.Client;

namespace Mistral.PowerShell.Session.Connections;

/// <summary>The connection that cmdlets take where none is named: one for the whole process, so that parallel runspaces share it.</summary>
internal sealed class CurrentConnection
{
    /// <summary>Says where the API is, for processes that connect by environment alone.</summary>
    public const string BaseUriVariable = "MISTRAL_BASE_URL";

    private MistralConnection? _connected;
    private MistralConnection? _implicit;

    // The name of the saved default, once it has been used.
    private volatile string? _savedName;

    // Whoever disconnects must not be connected again by the next cmdlet.
    private volatile bool _isDisconnected;

    // Why the environment's key is not to be taken; null where it may be.
    private volatile string? _unsettled;

    /// <summary>
    /// Gives the connection up while another is being made: whoever fails to connect must not go on with the one of
    /// before, or with a key that happens to be in the environment, and so in another workspace perhaps.
    /// </summary>
    public void Invalidate()
    {
        _unsettled = "the last Connect-Mistral failed";
        Volatile.Write(ref _connected, null);
    }

    public void Set(MistralConnection connection)
    {
        Volatile.Write(ref _connected, connection);
        _unsettled = null;
        _isDisconnected = false;
    }

    /// <summary>Gets the connection that Connect-Mistral made, or null.</summary>
    public MistralConnection? FindConnected() => Volatile.Read(ref _connected);

    /// <summary>Gets the connection to use: that of Connect-Mistral, else one from MISTRAL_API_KEY, else the saved default; on the pipeline thread only.</summary>
    /// <returns>The connection, or null if there is none of them.</returns>
    /// <exception cref="ErrorRecordException">The saved default can't be opened.</exception>
    public MistralConnection? Find(CancellationToken cancellationToken) =>
        FindConnected() ?? (_unsettled is null ? FromEnvironment() ?? FromSaved(cancellationToken) : null);

    /// <summary>Gets the connection to use; on the pipeline thread only.</summary>
    /// <exception cref="MistralApiException">The session is not connected.</exception>
    public MistralConnection Get(CancellationToken cancellationToken) => Find(cancellationToken) ?? throw MistralApiException.NoApiKey(_unsettled is { } reason
        ? $"This session is not connected: {reason}."
        : $"There is no API key: this session is not connected, {EnvironmentKeySource.DefaultVariable} is not set, and {(_isDisconnected ? "after Disconnect-Mistral the saved default is not used" : "no saved connection is the default")}.");

    /// <summary>Says why a connection is the one in use.</summary>
    public string GetReason(MistralConnection connection) =>
        connection == FindConnected() ? "Connect-Mistral"
        : connection == Volatile.Read(ref _implicit) ? $"environment variable {EnvironmentKeySource.DefaultVariable}"
        : "saved default";

    /// <summary>Forgets a connection, where it is the one in use.</summary>
    public void Forget(MistralConnection connection)
    {
        // Neither by name nor as an object does the same connection come back as the saved default.
        _isDisconnected |= connection.Name is { } name && string.Equals(_savedName, name, StringComparison.OrdinalIgnoreCase);
        _isDisconnected |= Interlocked.CompareExchange(ref _connected, null, connection) == connection;
    }

    /// <summary>Closes the connection in use, where it is the saved one of that name.</summary>
    public void Close(string name)
    {
        _isDisconnected |= string.Equals(_savedName, name, StringComparison.OrdinalIgnoreCase);
        if (Volatile.Read(ref _connected) is { } connection && string.Equals(connection.Name, name, StringComparison.OrdinalIgnoreCase))
        {
            Forget(connection);
            connection.Client.Dispose();
        }
    }

    /// <summary>Forgets the connection and closes what it holds open. The saved default is not used until somebody connects.</summary>
    public void Disconnect()
    {
        _isDisconnected = true;
        Close();
    }

    private void Close()
    {
        _unsettled = null;
        Interlocked.Exchange(ref _connected, null)?.Client.Dispose();
        Interlocked.Exchange(ref _implicit, null)?.Client.Dispose();
    }

    /// <summary>
    /// The same, as the module goes. Where it comes back at once, as with Import-Module -Force, whoever was connected must
    /// not go on with a key that happens to be in the environment.
    /// </summary>
    public void CloseForRemoval()
    {
        string? reason = _unsettled ?? (Volatile.Read(ref _connected) is null ? null : "the module was removed, which Import-Module -Force does as well");
        Close();
        _unsettled = reason;
    }

    /// <summary>What says where the API is when nobody says otherwise.</summary>
    public static string BaseUriSource =>
        string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(BaseUriVariable)) ? "default" : $"environment variable {BaseUriVariable}";

    /// <summary>Where the API is when nobody says otherwise.</summary>
    public static Uri GetBaseUri()
    {
        string? text = Environment.GetEnvironmentVariable(BaseUriVariable);
        return string.IsNullOrWhiteSpace(text)
            ? MistralClientOptions.DefaultBaseUri
            : Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
                ? uri
                : throw MistralApiException.InvalidArgument($"The environment variable {BaseUriVariable} is not an address such as https://api.mistral.ai.");
    }

    private MistralConnection? FromSaved(CancellationToken cancellationToken)
    {
        if (_isDisconnected || SavedConnections.FindDefault() is not { } saved)
        {
            return null;
        }

        _savedName = saved.Name;
        return MistralSession.Current.NamedConnections.Get(saved, cancellationToken);
    }

    private MistralConnection? FromEnvironment()
    {
        EnvironmentKeySource source = new();
        if (!source.IsSet)
        {
            return null;
        }

        Uri baseUri = GetBaseUri();
        MistralConnection? made = null;
        while (true)
        {
            MistralConnection? known = Volatile.Read(ref _implicit);
            if (known is not null && known.GivenBaseUri == baseUri)
            {
                // Another runspace may have been faster; all share one, and so what it learns of the server's limits.
                made?.Client.Dispose();
                return known;
            }

            made ??= new(new MistralClientOptions { BaseUri = baseUri, KeySource = source }) { BaseUriSource = BaseUriSource };
            if (Interlocked.CompareExchange(ref _implicit, made, known) == known)
            {
                return made;
            }
        }
    }
}

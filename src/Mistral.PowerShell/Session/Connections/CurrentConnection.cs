using System;
using System.Threading;
using Mistral.Client;

namespace Mistral.PowerShell.Session.Connections;

/// <summary>The connection of cmdlets without -Connection. There is one for the process, so that parallel runspaces share it.</summary>
internal sealed class CurrentConnection
{
    /// <summary>The environment variable with the base address, for processes that are configured by environment variables.</summary>
    public const string BaseUriVariable = "MISTRAL_BASE_URL";

    private MistralConnection? _connected;
    private MistralConnection? _implicit;

    // The name of the saved default, once it has been used.
    private volatile string? _savedName;

    // Whoever disconnects must not be connected again by the next cmdlet.
    private volatile bool _isDisconnected;

    // The reason why the key of the environment must not be used; null if it may be used.
    private volatile string? _unsettled;

    /// <summary>
    /// Drops the connection while another one is being opened. If that fails, later cmdlets must not use the previous one,
    /// or a key in the environment, which may belong to another workspace.
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
    /// <returns>The connection; null without any of them.</returns>
    /// <exception cref="ErrorRecordException">The saved default can't be opened.</exception>
    public MistralConnection? Find(CancellationToken cancellationToken) =>
        FindConnected() ?? (_unsettled is null ? FromEnvironment() ?? FromSaved(cancellationToken) : null);

    /// <summary>Gets the connection to use; on the pipeline thread only.</summary>
    /// <exception cref="MistralApiException">The session is not connected.</exception>
    public MistralConnection Get(CancellationToken cancellationToken) => Find(cancellationToken) ?? throw MistralApiException.NoApiKey(_unsettled is { } reason
        ? $"This session is not connected: {reason}."
        : $"No API key was found: this session is not connected, {EnvironmentKeySource.DefaultVariable} and {EnvironmentKeys.TokenPathVariable} are not set, and {(_isDisconnected ? "after Disconnect-Mistral the saved default is not used" : "no saved connection is the default")}.");

    /// <summary>Says why a connection is the one in use.</summary>
    public string GetReason(MistralConnection connection) =>
        connection == FindConnected() ? "Connect-Mistral"
        : connection == Volatile.Read(ref _implicit) ? $"environment variable {(connection.Keys is FileKeySource ? EnvironmentKeys.TokenPathVariable : EnvironmentKeySource.DefaultVariable)}"
        : "saved default";

    /// <summary>Forgets a connection, where it is the one in use.</summary>
    public void Forget(MistralConnection connection)
    {
        // Neither by name nor as an object does the same connection come back as the saved default.
        _isDisconnected |= connection.Name is { } name && string.Equals(_savedName, name, StringComparison.OrdinalIgnoreCase);
        _isDisconnected |= Interlocked.CompareExchange(ref _connected, null, connection) == connection;
    }

    /// <summary>Closes the current connection if it is the saved one with the name.</summary>
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
    /// Drops and closes the current connection when the module is removed. After Import-Module -Force, a key in the environment
    /// must not replace the connection without notice.
    /// </summary>
    public void CloseForRemoval()
    {
        string? reason = _unsettled ?? (Volatile.Read(ref _connected) is null ? null : "the module was removed, which also happens with Import-Module -Force");
        Close();
        _unsettled = reason;
    }

    /// <summary>The source of the base address if no setting contains one.</summary>
    public static string BaseUriSource =>
        string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(BaseUriVariable)) ? "default" : $"environment variable {BaseUriVariable}";

    /// <summary>Gets the base address if no setting contains one.</summary>
    public static Uri GetBaseUri()
    {
        string? text = Environment.GetEnvironmentVariable(BaseUriVariable);
        return string.IsNullOrWhiteSpace(text)
            ? MistralClientOptions.DefaultBaseUri
            : Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
                ? uri
                : throw MistralApiException.InvalidArgument($"The environment variable {BaseUriVariable} must be an address such as https://api.mistral.ai.");
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
        if (EnvironmentKeys.Find() is not { } source)
        {
            return null;
        }

        Uri baseUri = GetBaseUri();
        MistralConnection? made = null;
        while (true)
        {
            MistralConnection? known = Volatile.Read(ref _implicit);
            if (known is not null && known.GivenBaseUri == baseUri && known.KeySource == source.Description)
            {
                // Another runspace may have opened the connection first. All must share one, with its rate limits.
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

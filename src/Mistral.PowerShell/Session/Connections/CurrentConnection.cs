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
    }

    /// <summary>Gets the connection of Connect-Mistral, or else of MISTRAL_API_KEY; null if there is neither.</summary>
    public MistralConnection? Find() => Volatile.Read(ref _connected) ?? (_unsettled is null ? FromEnvironment() : null);

    /// <summary>Gets the connection to use.</summary>
    /// <exception cref="MistralApiException">The session is not connected.</exception>
    public MistralConnection Get() => Find() ?? throw MistralApiException.NoApiKey(_unsettled is { } reason
        ? $"This session is not connected: {reason}."
        : $"No API key was found: this session is not connected, and {EnvironmentKeySource.DefaultVariable} is not set.");

    /// <summary>Drops a connection if it is the current one.</summary>
    public void Forget(MistralConnection connection) => Interlocked.CompareExchange(ref _connected, null, connection);

    /// <summary>Closes the current connection if it is the saved one with the name.</summary>
    public void Close(string name)
    {
        if (Volatile.Read(ref _connected) is { } connection && string.Equals(connection.Name, name, StringComparison.OrdinalIgnoreCase))
        {
            Forget(connection);
            connection.Client.Dispose();
        }
    }

    /// <summary>Drops and closes the current connection.</summary>
    public void Close()
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

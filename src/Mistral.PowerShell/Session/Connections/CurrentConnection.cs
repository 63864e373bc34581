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
    }

    /// <summary>Gets the connection to use: that of Connect-Mistral, else one from MISTRAL_API_KEY; null where there is neither.</summary>
    public MistralConnection? Find() => Volatile.Read(ref _connected) ?? (_unsettled is null ? FromEnvironment() : null);

    /// <summary>Gets the connection to use.</summary>
    /// <exception cref="MistralApiException">The session is not connected.</exception>
    public MistralConnection Get() => Find() ?? throw MistralApiException.NoApiKey(_unsettled is { } reason
        ? $"This session is not connected: {reason}."
        : $"There is no API key: this session is not connected and {EnvironmentKeySource.DefaultVariable} is not set.");

    /// <summary>Forgets a connection, where it is the one in use.</summary>
    public void Forget(MistralConnection connection) => Interlocked.CompareExchange(ref _connected, null, connection);

    /// <summary>Closes the connection in use, where it is the saved one of that name.</summary>
    public void Close(string name)
    {
        if (Volatile.Read(ref _connected) is { } connection && string.Equals(connection.Name, name, StringComparison.OrdinalIgnoreCase))
        {
            Forget(connection);
            connection.Client.Dispose();
        }
    }

    /// <summary>Forgets the connection and closes what it holds open.</summary>
    public void Close()
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

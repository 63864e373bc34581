using System;
using System.Threading;
using Mistral.Client;

namespace Mistral.PowerShell.Session.Connections;

/// <summary>The connection that cmdlets take where none is named: one for the whole process, so that parallel runspaces share it.</summary>
internal static class CurrentConnection
{
    /// <summary>Says where the API is, for processes that connect by environment alone.</summary>
    public const string BaseUriVariable = "MISTRAL_BASE_URL";

    private static MistralConnection? s_connected;
    private static MistralConnection? s_implicit;

    // Why the environment's key is not to be taken; null where it may be.
    private static volatile string? s_unsettled;

    /// <summary>
    /// Gives the connection up while another is being made: whoever fails to connect must not go on with the one of
    /// before, or with a key that happens to be in the environment, and so in another workspace perhaps.
    /// </summary>
    public static void Invalidate()
    {
        s_unsettled = "the last Connect-Mistral failed";
        Volatile.Write(ref s_connected, null);
    }

    public static void Set(MistralConnection connection)
    {
        Volatile.Write(ref s_connected, connection);
        s_unsettled = null;
    }

    /// <summary>Gets the connection to use: that of Connect-Mistral, else one from MISTRAL_API_KEY; null where there is neither.</summary>
    public static MistralConnection? Find() => Volatile.Read(ref s_connected) ?? (s_unsettled is null ? FromEnvironment() : null);

    /// <summary>Gets the connection to use.</summary>
    /// <exception cref="MistralApiException">The session is not connected.</exception>
    public static MistralConnection Get() => Find() ?? throw MistralApiException.NoApiKey(s_unsettled is { } reason
        ? $"This session is not connected: {reason}."
        : $"There is no API key: this session is not connected and {EnvironmentKeySource.DefaultVariable} is not set.");

    /// <summary>Forgets a connection, where it is the one in use.</summary>
    public static void Forget(MistralConnection connection) => Interlocked.CompareExchange(ref s_connected, null, connection);

    /// <summary>Closes the connection in use, where it is the saved one of that name.</summary>
    public static void Close(string name)
    {
        if (Volatile.Read(ref s_connected) is { } connection && string.Equals(connection.Name, name, StringComparison.OrdinalIgnoreCase))
        {
            Forget(connection);
            connection.Client.Dispose();
        }
    }

    /// <summary>Forgets the connection and closes what it holds open.</summary>
    public static void Close()
    {
        s_unsettled = null;
        Interlocked.Exchange(ref s_connected, null)?.Client.Dispose();
        Interlocked.Exchange(ref s_implicit, null)?.Client.Dispose();
    }

    /// <summary>
    /// The same, as the module goes. Where it comes back at once, as with Import-Module -Force, whoever was connected must
    /// not go on with a key that happens to be in the environment.
    /// </summary>
    public static void CloseForRemoval()
    {
        string? reason = s_unsettled ?? (Volatile.Read(ref s_connected) is null ? null : "the module was removed, which Import-Module -Force does as well");
        Close();
        s_unsettled = reason;
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

    private static MistralConnection? FromEnvironment()
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
            MistralConnection? known = Volatile.Read(ref s_implicit);
            if (known is not null && known.GivenBaseUri == baseUri)
            {
                // Another runspace may have been faster; all share one, and so what it learns of the server's limits.
                made?.Client.Dispose();
                return known;
            }

            made ??= new(new MistralClientOptions { BaseUri = baseUri, KeySource = source }) { BaseUriSource = BaseUriSource };
            if (Interlocked.CompareExchange(ref s_implicit, made, known) == known)
            {
                return made;
            }
        }
    }
}

using System.Management.Automation;
using System.Security;

namespace Mistral.PowerShell.Session.Connections;

/// <summary>The secrets of a connection that parameters gave, and that a vault stores when the connection is saved.</summary>
internal sealed record ConnectionSecrets
{
    /// <summary>The API key; null if the connection has no key or a vault has it already.</summary>
    public SecureString? Key { get; init; }

    /// <summary>The Admin API key, or null likewise.</summary>
    public SecureString? AdminKey { get; init; }

    /// <summary>The credential for the proxy, or null likewise.</summary>
    public PSCredential? Proxy { get; init; }

    /// <summary>The query parameters, encoded as the password of a credential, or null likewise.</summary>
    public PSCredential? Query { get; init; }

    /// <summary>The password of the client certificate, or null likewise.</summary>
    public PSCredential? Certificate { get; init; }
}

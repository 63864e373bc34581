using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Client;

/// <summary>Provides a credential for a proxy. Its storage may change it.</summary>
public abstract class ProxyCredentialSource : ICredentials
{
    /// <summary>The name of the storage for people. Never the password.</summary>
    public abstract string Description { get; }

    /// <summary>The current credential.</summary>
    public abstract NetworkCredential Current { get; }

    /// <inheritdoc/>
    public NetworkCredential GetCredential(Uri uri, string authType) => Current;

    /// <summary>Reads the credential again, after the proxy refused the current one.</summary>
    /// <param name="refused">The credential that was refused.</param>
    /// <param name="progress">The progress of the request. Some sources must be read on the caller's thread.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Whether the current credential is another one now.</returns>
    public abstract ValueTask<bool> RefreshAsync(NetworkCredential refused, IProgress<TransportEvent>? progress, CancellationToken cancellationToken);
}

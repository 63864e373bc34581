using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Client;

/// <summary>Credentials for a proxy that may change where they are kept.</summary>
public abstract class ProxyCredentialSource : ICredentials
{
    /// <summary>Names the place for a person. Never the password.</summary>
    public abstract string Description { get; }

    /// <summary>The credential at hand.</summary>
    public abstract NetworkCredential Current { get; }

    /// <inheritdoc/>
    public NetworkCredential GetCredential(Uri uri, string authType) => Current;

    /// <summary>Reads the credential again after the proxy has refused the one at hand.</summary>
    /// <param name="refused">The credential that was refused.</param>
    /// <param name="progress">What was given with the request: a source may have to be read where the caller is.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Whether there is another credential at hand now.</returns>
    public abstract ValueTask<bool> RefreshAsync(NetworkCredential refused, IProgress<TransportEvent>? progress, CancellationToken cancellationToken);
}

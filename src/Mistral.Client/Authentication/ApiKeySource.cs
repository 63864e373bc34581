using System;
using System.Security;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Client;

/// <summary>Where an API key comes from. It is asked late, once per request, and never holds the plain key.</summary>
public abstract class ApiKeySource
{
    /// <summary>Names the source for a person, such as <c>environment variable MISTRAL_API_KEY</c>. Never the key.</summary>
    public abstract string Description { get; }

    /// <summary>Gets the key, or null where a gateway adds it and none is to be sent.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="MistralApiException">There is no key to be had.</exception>
    public abstract ValueTask<SecureString?> GetAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Reads the key again from where it is kept, after the server has refused the one at hand.
    /// A source that cannot have changed returns the same key; one that has another at hand by now returns that.
    /// </summary>
    /// <param name="refused">The key that was refused.</param>
    /// <param name="progress">What was given with the request: a source may have to be read where the caller is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public virtual ValueTask<SecureString?> RefreshAsync(SecureString refused, IProgress<TransportEvent>? progress, CancellationToken cancellationToken) => GetAsync(cancellationToken);
}

using System;
using System.Security;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Client;

/// <summary>Provides an API key. The key is read once for each request, and the source never keeps it as plain text.</summary>
public abstract class ApiKeySource
{
    /// <summary>The name of the source for people, such as <c>environment variable MISTRAL_API_KEY</c>. Never the key.</summary>
    public abstract string Description { get; }

    /// <summary>The key of the last read, to find it in a text; null without one. Does not read its storage.</summary>
    public abstract SecureString? LastKey { get; }

    /// <summary>Gets the key, or null if the client sends no key because a gateway adds it.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="MistralApiException">The key isn't available.</exception>
    public abstract ValueTask<SecureString?> GetAsync(CancellationToken cancellationToken);

    /// <summary>Replaces a key that expires soon, before a request. Sources without an expiry do nothing.</summary>
    /// <param name="progress">The progress of the request. Some sources must be read on the caller's thread.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public virtual ValueTask RenewAsync(IProgress<TransportEvent>? progress, CancellationToken cancellationToken) => default;

    /// <summary>
    /// Reads the key again from its storage, after the server refused the current key. Returns the same key if it has not
    /// changed, or the new key if it has.
    /// </summary>
    /// <param name="refused">The key that was refused.</param>
    /// <param name="progress">The progress of the request. Some sources must be read on the caller's thread.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public virtual ValueTask<SecureString?> RefreshAsync(SecureString refused, IProgress<TransportEvent>? progress, CancellationToken cancellationToken) => GetAsync(cancellationToken);
}

using System.Security;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Client;

/// <summary>A key that the caller handed over as a <see cref="SecureString"/>. A copy is kept, so the caller may dispose theirs.</summary>
public sealed class SecureStringKeySource : ApiKeySource
{
    private readonly SecureString _key;

    /// <param name="key">The key. An empty one is refused.</param>
    /// <param name="description">Names the source for a person.</param>
    /// <exception cref="MistralApiException">The key is empty.</exception>
    public SecureStringKeySource(SecureString key, string description)
    {
        if (key.Length == 0)
        {
            throw MistralApiException.NoApiKey($"The API key from {description} is empty.");
        }

        _key = key.Copy();
        _key.MakeReadOnly();
        Description = description;
    }

    /// <inheritdoc/>
    public override string Description { get; }

    /// <inheritdoc/>
    public override ValueTask<SecureString?> GetAsync(CancellationToken cancellationToken) => new(_key);
}

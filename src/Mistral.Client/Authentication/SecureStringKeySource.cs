using System.Security;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Client;

/// <summary>An API key that the caller provides as a <see cref="SecureString"/>. The source keeps a copy, so the caller may dispose the original.</summary>
public sealed class SecureStringKeySource : ApiKeySource
{
    private readonly SecureString _key;

    /// <param name="key">The key. It must not be empty.</param>
    /// <param name="description">The name of the source for people.</param>
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
    public override SecureString? LastKey => _key;

    /// <inheritdoc/>
    public override ValueTask<SecureString?> GetAsync(CancellationToken cancellationToken) => new(_key);
}

using System.Security;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Client;

/// <summary>Replaces the API key source of a connection that has only an Admin API key.</summary>
public sealed class AbsentKeySource : ApiKeySource
{
    /// <summary>The only instance.</summary>
    public static AbsentKeySource Instance { get; } = new();

    private AbsentKeySource()
    {
    }

    /// <inheritdoc/>
    public override string Description => "none (Admin API key only)";

    /// <inheritdoc/>
    public override SecureString? LastKey => null;

    /// <inheritdoc/>
    public override ValueTask<SecureString?> GetAsync(CancellationToken cancellationToken) =>
        throw MistralApiException.NoApiKey("This operation needs a regular API key. The connection has only an Admin API key.");
}

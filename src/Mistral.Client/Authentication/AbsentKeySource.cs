using System.Security;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Client;

/// <summary>Stands for the ordinary key of a connection that has an Admin API key only.</summary>
public sealed class AbsentKeySource : ApiKeySource
{
    /// <summary>The one instance.</summary>
    public static AbsentKeySource Instance { get; } = new();

    private AbsentKeySource()
    {
    }

    /// <inheritdoc/>
    public override string Description => "none (Admin API key only)";

    /// <inheritdoc/>
    public override ValueTask<SecureString?> GetAsync(CancellationToken cancellationToken) =>
        throw MistralApiException.NoApiKey("This operation takes an ordinary API key; the connection has an Admin API key only.");
}

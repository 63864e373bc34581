using System.Security;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Client;

/// <summary>No key at all: a gateway in between adds its own.</summary>
public sealed class NoKeySource : ApiKeySource
{
    /// <summary>The one instance.</summary>
    public static NoKeySource Instance { get; } = new();

    private NoKeySource()
    {
    }

    /// <inheritdoc/>
    public override string Description => "none (a gateway adds it)";

    /// <inheritdoc/>
    public override ValueTask<SecureString?> GetAsync(CancellationToken cancellationToken) => new((SecureString?)null);
}

using System.Security;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Client;

/// <summary>Sends no key, because a gateway adds it.</summary>
public sealed class NoKeySource : ApiKeySource
{
    /// <summary>The only instance.</summary>
    public static NoKeySource Instance { get; } = new();

    private NoKeySource()
    {
    }

    /// <inheritdoc/>
    public override string Description => "none (a gateway adds it)";

    /// <inheritdoc/>
    public override SecureString? LastKey => null;

    /// <inheritdoc/>
    public override ValueTask<SecureString?> GetAsync(CancellationToken cancellationToken) => new((SecureString?)null);
}

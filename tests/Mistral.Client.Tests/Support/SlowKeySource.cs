using System.Security;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Client.Tests;

/// <summary>A vault that never answers.</summary>
internal sealed class SlowKeySource : ApiKeySource
{
    public override string Description => "a slow vault";

    public override SecureString? LastKey => null;

    public override async ValueTask<SecureString?> GetAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return null;
    }
}

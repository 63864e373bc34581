using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Emulator;

/// <summary>A gate that releases all current waiters and then closes again.</summary>
internal sealed class HoldGate
{
    private TaskCompletionSource _gate = Closed();

    /// <summary>Completes at the next release.</summary>
    public Task Released => Volatile.Read(ref _gate).Task;

    public void Release() => Interlocked.Exchange(ref _gate, Closed()).SetResult();

    private static TaskCompletionSource Closed() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

using System;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.PowerShell.UnitTests;

/// <summary>Knows when a number of bodies have ended, however they did.</summary>
internal sealed class BodyCounter(int count)
{
    private readonly TaskCompletionSource _allEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _remaining = count;

    public Task AllEnded => _allEnded.Task;

    public async Task RunAsync(Func<Task> body)
    {
        try
        {
            await body();
        }
        finally
        {
            if (Interlocked.Decrement(ref _remaining) == 0)
            {
                _allEnded.SetResult();
            }
        }
    }
}

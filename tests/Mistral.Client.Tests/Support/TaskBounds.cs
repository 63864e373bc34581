using System;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Client.Tests;

internal static class TaskBounds
{
    public static async Task Within(this Task task, TimeSpan bound)
    {
        using CancellationTokenSource done = new();
        Task first = await Task.WhenAny(task, Task.Delay(bound, done.Token));
        if (first != task)
        {
            throw new TimeoutException($"It has not ended within {bound.TotalSeconds} seconds.");
        }

#if NET
        await done.CancelAsync();
#else
        done.Cancel();
#endif
        await task;
    }

    public static async Task<T> Within<T>(this Task<T> task, TimeSpan bound)
    {
        await Within((Task)task, bound);
        return await task;
    }
}

using System;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.PowerShell.UnitTests;

/// <summary>Lets other threads go first, now and then, so that schedules differ.</summary>
internal static class RandomYield
{
    public static void Now(Random random)
    {
        switch (random.Next(8))
        {
            case 0:
                _ = Thread.Yield();
                break;
            case 1:
                Thread.SpinWait(random.Next(200));
                break;
            default:
                break;
        }
    }

    public static async Task Async(Random random)
    {
        if (random.Next(4) == 0)
        {
            await Task.Yield();
        }

        Now(random);
    }
}

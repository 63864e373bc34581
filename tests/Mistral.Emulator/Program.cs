using System;
using System.Threading.Tasks;

namespace Mistral.Emulator;

internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["serve"]:
                return await ServeVerb.RunAsync();
            case ["try"]:
                return await TryVerb.RunAsync();
            default:
                await Console.Error.WriteLineAsync("usage: Mistral.Emulator serve | try");
                return 2;
        }
    }
}

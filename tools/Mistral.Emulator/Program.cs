using System;
using System.Threading.Tasks;

namespace Mistral.Emulator;

internal static class Program
{
    private const string Usage = """
        usage: Mistral.Emulator serve | try [--interactive]

          try    Builds the module and shows what it is for, on an emulator, or on the real API where MISTRAL_API_KEY is set.
                 With --interactive (or -Interactive) it connects only, and leaves you in a PowerShell to try it yourself.
          serve  Serves the API on loopback until its standard input ends, and says its address as JSON: set
                 MISTRAL_BASE_URL to it, and MISTRAL_API_KEY to any text.

        Environment of serve:
          MISTRAL_EMULATOR_KEY, MISTRAL_EMULATOR_ADMIN_KEY  keys that it knows from the beginning; without them any text is one
          MISTRAL_OPENAPI                                   an OpenAPI document of the API, to check requests against

        POST <address>/_emulator/faults makes it fail; CONTRIBUTING.md tells how.
        """;

    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["serve"]:
                return await ServeVerb.RunAsync();
            case ["try"]:
                return await TryVerb.RunAsync(isInteractive: false);
            case ["try", var option] when option.TrimStart('-').Equals("interactive", StringComparison.OrdinalIgnoreCase):
                return await TryVerb.RunAsync(isInteractive: true);
            case ["--help" or "-h" or "help"]:
                await Console.Out.WriteLineAsync(Usage);
                return 0;
            default:
                await Console.Error.WriteLineAsync(Usage);
                return 2;
        }
    }
}

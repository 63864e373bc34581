using System;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;

namespace Mistral.Emulator;

/// <summary>Runs the emulator for another process until that process closes the standard input.</summary>
internal static class ServeVerb
{
    public static async Task<int> RunAsync()
    {
        await using var emulator = await MistralEmulator.StartAsync(new EmulatorOptions
        {
            ApiKey = FromEnvironment("MISTRAL_EMULATOR_KEY"),
            AdminApiKey = FromEnvironment("MISTRAL_EMULATOR_ADMIN_KEY"),
            AcceptAnyKey = true,
        });

        var baseUri = emulator.BaseUri.GetLeftPart(UriPartial.Authority);
        Console.Out.WriteLine(JsonSerializer.Serialize(new { baseUri }, EmulatorJson.Wire));
        await Console.Out.FlushAsync();

        // The pipe closes when the parent ends, so no orphan remains.
        await Console.OpenStandardInput().CopyToAsync(Stream.Null);
        return 0;
    }

    private static string? FromEnvironment(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}

using System;
using System.Collections.Generic;
using System.Net;
using System.Threading.Tasks;
using Mistral.Client;

namespace Mistral.Emulator;

/// <summary>The API for the demonstration: the real one if a key for it is set, or the emulator.</summary>
internal sealed class TryApi : IAsyncDisposable
{
    private const string BaseUriVariable = "MISTRAL_BASE_URL";
    private const string AdminKeyVariable = "MISTRAL_TRY_ADMIN_KEY";

    // Roughly the pace of a small model, so that words appear one by one.
    private const int MillisecondsPerWord = 25;

    private readonly MistralEmulator? _emulator;

    private TryApi(MistralEmulator? emulator) => _emulator = emulator;

    public string Description { get; private init; } = "";

    public required MistralClientOptions Options { get; init; }

    /// <summary>The environment of a child process: the base URL, the keys, and the temporary home folder.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; private init; } = new Dictionary<string, string>();

    public static async Task<TryApi> OpenAsync(TryHome home)
    {
        var key = new EnvironmentKeySource();
        if (key.IsSet)
        {
            var given = System.Environment.GetEnvironmentVariable(BaseUriVariable);
            var options = new MistralClientOptions { KeySource = key };
            options = Uri.TryCreate(given, UriKind.Absolute, out var uri) ? options with { BaseUri = uri } : options;
            return new TryApi(null)
            {
                Description = $"{options.BaseUri.GetLeftPart(UriPartial.Path)} with the key in {EnvironmentKeySource.DefaultVariable}",
                Options = options,
                Environment = home.Environment,
            };
        }

        var emulator = await MistralEmulator.StartAsync();
        emulator.Faults.Add(new Fault { Path = "/v1/chat/", Times = 0, DelayEventsMilliseconds = MillisecondsPerWord });
        var baseUri = emulator.BaseUri.GetLeftPart(UriPartial.Authority);
        return new TryApi(emulator)
        {
            Description = $"an emulator at {baseUri}; with {EnvironmentKeySource.DefaultVariable} set it is the real one",
            Options = new MistralClientOptions
            {
                BaseUri = emulator.BaseUri,
                KeySource = new SecureStringKeySource(new NetworkCredential("", emulator.ApiKey).SecurePassword, "the emulator"),
            },
            Environment = new Dictionary<string, string>(home.Environment)
            {
                [BaseUriVariable] = baseUri,
                [EnvironmentKeySource.DefaultVariable] = emulator.ApiKey,
                [AdminKeyVariable] = emulator.AdminApiKey,
            },
        };
    }

    public ValueTask DisposeAsync() => _emulator?.DisposeAsync() ?? ValueTask.CompletedTask;
}

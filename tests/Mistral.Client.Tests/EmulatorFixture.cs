using System;
using System.Threading.Tasks;
using Xunit;
#if NET
using Mistral.Emulator;
#endif

namespace Mistral.Client.Tests;

/// <summary>
/// An emulator for one test class. The .NET Framework build cannot host one, so there it is the one the
/// parent test named in the environment, reset for each class; that suite runs one class at a time.
/// </summary>
public sealed class EmulatorFixture : IAsyncLifetime
{
#if NET
    private MistralEmulator? _emulator;
#endif
    private EmulatorControl? _control;

    public Uri BaseUri { get; private set; } = null!;

    public string ApiKey { get; private set; } = null!;

    public string AdminApiKey { get; private set; } = null!;

    public EmulatorControl Control => _control ?? throw new InvalidOperationException("The fixture is not started.");

    public async ValueTask InitializeAsync()
    {
#if NET
        _emulator = await MistralEmulator.StartAsync();
        BaseUri = _emulator.BaseUri;
        ApiKey = _emulator.ApiKey;
        AdminApiKey = _emulator.AdminApiKey;
        _control = new EmulatorControl(BaseUri);
#else
        BaseUri = new Uri(FromParent("MISTRAL_TEST_URI"));
        ApiKey = FromParent("MISTRAL_TEST_KEY");
        AdminApiKey = FromParent("MISTRAL_TEST_ADMIN_KEY");
        _control = new EmulatorControl(BaseUri);
        await _control.ResetAsync(TestContext.Current.CancellationToken);
#endif
    }

    public async ValueTask DisposeAsync()
    {
        _control?.Dispose();
#if NET
        if (_emulator is not null)
        {
            await _emulator.DisposeAsync();
        }
#else
        await default(ValueTask);
#endif
    }

#if !NET
    private static string FromParent(string name) =>
        Environment.GetEnvironmentVariable(name)
        ?? throw new InvalidOperationException($"{name} is not set: this build runs as a child of the modern suite.");
#endif
}

using System;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>Tests against the emulator, which is as new for each of them.</summary>
public abstract class EmulatorTests(EmulatorFixture emulator) : ClientTests, IClassFixture<EmulatorFixture>, IAsyncLifetime
{
    protected EmulatorFixture Emulator { get; } = emulator;

    protected EmulatorControl Control => Emulator.Control;

    public async ValueTask InitializeAsync() => await Control.ResetAsync(Cancellation);

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }

    protected MistralClient CreateClient() => TestClient.For(Emulator.BaseUri, Emulator.ApiKey);

    protected MistralClient CreateAdminClient() => TestClient.For(Emulator.BaseUri, Emulator.AdminApiKey);

    /// <summary>Gets the log after a number of entries arrived; see <see cref="EmulatorControl.GetRequestsAsync"/> for the filters.</summary>
    protected async Task<JsonElement[]> GetLogAsync(string filter, int count = 1)
    {
        JsonElement log = await Control.GetRequestsAsync($"{filter}&count={count}&wait={Limits.Patience.TotalSeconds}", Cancellation);
        return [.. log.EnumerateArray()];
    }

    /// <summary>Calls a control for which <see cref="EmulatorControl"/> has no method.</summary>
    protected async Task PostControlAsync(string name, string json)
    {
        using HttpClient http = new() { BaseAddress = Emulator.BaseUri };
        using StringContent content = new(json, Encoding.UTF8, RawReply.JsonType);
        using HttpResponseMessage response = await http.PostAsync(new Uri("_emulator/" + name, UriKind.Relative), content, Cancellation);
        _ = response.EnsureSuccessStatusCode();
    }
}

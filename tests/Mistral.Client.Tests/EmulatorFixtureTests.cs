using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

public sealed class EmulatorFixtureTests(EmulatorFixture emulator) : IClassFixture<EmulatorFixture>
{
    [Fact]
    public async Task The_emulator_accepts_its_key_and_logs_the_request()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await emulator.Control.ClearRequestsAsync(cancellation);
        using var http = new HttpClient { BaseAddress = emulator.BaseUri };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", emulator.ApiKey);

        using var response = await http.GetAsync("v1/models", cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var logged = Assert.Single((await emulator.Control.GetRequestsAsync("path=/v1/models", cancellation)).EnumerateArray());
        Assert.Equal("GET", logged.GetProperty("method").GetString());
    }

    [Fact]
    public async Task The_emulator_refuses_another_key()
    {
        using var http = new HttpClient { BaseAddress = emulator.BaseUri };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "another");

        using var response = await http.GetAsync("v1/models", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }
}

using System;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>A host whose letters only look like those of another is shown as the network knows it.</summary>
public sealed class HostNameTests : ClientTests
{
    // The first letter is Cyrillic.
    private const string LooksAlike = "\u0430pi.invalid";

    [Theory]
    [InlineData("https://" + LooksAlike, "https://xn--pi-6kc.invalid/")]
    [InlineData("https://" + LooksAlike + ":8443/v1", "https://xn--pi-6kc.invalid:8443/")]
    [InlineData("https://xn--pi-6kc.invalid", "https://xn--pi-6kc.invalid/")]
    [InlineData("https://[::1]:8443", "https://[::1]:8443/")]
    public void A_base_address_has_its_host_in_ASCII(string given, string shown)
    {
        using MistralClient client = TestClient.For(new Uri(given));

        Assert.Equal(shown, client.BaseUri.ToString());
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("https://" + LooksAlike)]
    [InlineData("https://xn--pi-6kc.invalid")]
    public async Task An_error_shows_both_forms_of_a_host(string address)
    {
        using MistralClient client = TestClient.For(new Uri(address));

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Contains($"xn--pi-6kc.invalid ('{LooksAlike}')", e.Message);
    }

    [Fact]
    public void A_refused_address_shows_both_forms_of_its_host() =>
        Assert.Contains($"http://xn--pi-6kc.invalid ('{LooksAlike}')", Assert.Throws<MistralApiException>(() => TestClient.For(new Uri("http://" + LooksAlike))).Message);

    [Fact(Timeout = Limits.Test)]
    public async Task A_refused_redirect_shows_its_host_in_ASCII()
    {
        using RawServer server = RawServer.Start(RawReply.Of(307, "", RawReply.JsonType, "Location: https://xn--pi-6kc.invalid:8443/v1/models"));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Contains("https://xn--pi-6kc.invalid:8443", e.Message);
    }
}

using System;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

public sealed class BaseAddressTests : ClientTests
{
    [Theory(Timeout = Limits.Test)]
    [InlineData("", "/v1/models")]
    [InlineData("/", "/v1/models")]
    [InlineData("/v1", "/v1/models")]
    [InlineData("/v1/", "/v1/models")]
    [InlineData("/V1", "/v1/models")]
    [InlineData("/gateway/mistral", "/gateway/mistral/v1/models")]
    [InlineData("/gateway/mistral/", "/gateway/mistral/v1/models")]
    [InlineData("/gateway/mistral/v1", "/gateway/mistral/v1/models")]
    [InlineData("/gateway/mistral/v1/", "/gateway/mistral/v1/models")]
    [InlineData("/a%20b", "/a%20b/v1/models")]
    [InlineData("/notv1", "/notv1/v1/models")]
    public async Task A_path_before_the_version_is_kept(string basePath, string expected)
    {
        using RawServer server = RawServer.Start(RawReply.Json("{}"));
        using MistralClient client = TestClient.For(new Uri(server.BaseUri, basePath));

        _ = await client.SendAsync(TestClient.Get("/v1/models"), cancellationToken: Cancellation);

        Assert.Equal(expected, Assert.Single(server.Requests).Target);
    }

    [Theory]
    [InlineData("https://v1", "https://v1/")]
    [InlineData("https://v1/v1", "https://v1/")]
    [InlineData("https://api.mistral.ai/v1/", "https://api.mistral.ai/")]
    [InlineData("https://gateway.example:8443/mistral/", "https://gateway.example:8443/mistral")]
    [InlineData("http://localhost:5000", "http://localhost:5000/")]
    [InlineData("http://[::1]:5000", "http://[::1]:5000/")]
    public void Equivalent_base_addresses_are_normalized(string given, string expected)
    {
        using MistralClient client = TestClient.For(new Uri(given));

        Assert.Equal(expected, client.BaseUri.AbsoluteUri);
    }

    [Theory]
    [InlineData("http://api.mistral.ai")]
    [InlineData("http://10.0.0.1")]
    [InlineData("http://127.0.0.1.example.com")]
    [InlineData("http://localhost.example.com")]
    [InlineData("HTTP://api.mistral.ai/v1")]
    [InlineData("ftp://api.mistral.ai")]
    [InlineData("ws://127.0.0.1")]
    [InlineData("file:///etc/hosts")]
    public void Only_https_or_a_loopback_address_is_accepted(string address)
    {
        MistralApiException e = Assert.Throws<MistralApiException>(() => TestClient.For(new Uri(address)));

        Assert.Equal(MistralErrorKind.InsecureUri, e.Kind);
        Assert.Contains("HTTPS", e.Message);
    }

    [Theory]
    [InlineData("https://user:word@api.mistral.ai")]
    [InlineData("https://user@api.mistral.ai")]
    [InlineData("https://api.mistral.ai/?api-version=1")]
    [InlineData("https://api.mistral.ai/#part")]
    [InlineData("http://user:word@127.0.0.1")]
    public void An_address_with_a_user_a_query_or_a_fragment_is_refused_without_being_quoted(string address)
    {
        MistralApiException e = Assert.Throws<MistralApiException>(() => TestClient.For(new Uri(address)));

        Assert.Equal(MistralErrorKind.InvalidArgument, e.Kind);
        Assert.DoesNotContain("word", e.Message);
    }

    [Fact]
    public void A_relative_address_is_refused()
    {
        MistralApiException e = Assert.Throws<MistralApiException>(() => TestClient.For(new Uri("api.mistral.ai", UriKind.Relative)));

        Assert.Equal(MistralErrorKind.InvalidArgument, e.Kind);
    }

    [Fact]
    public void The_default_is_the_global_endpoint() =>
        Assert.Equal("https://api.mistral.ai/", new MistralClientOptions { KeySource = NoKeySource.Instance }.BaseUri.AbsoluteUri);
}

using System;
using System.Collections.Generic;
using Mistral.Client.Errors;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>Headers of the caller's that can't be sent are refused when the client is made.</summary>
public sealed class HeaderRuleTests
{
    [Theory]
    [InlineData("Host")]
    [InlineData("transfer-encoding")]
    [InlineData("Content-Length")]
    [InlineData("Expect")]
    [InlineData("Upgrade")]
    [InlineData("Connection")]
    [InlineData("Keep-Alive")]
    [InlineData("TE")]
    [InlineData("Trailer")]
    [InlineData("PROXY-AUTHORIZATION")]
    [InlineData("Proxy-Authenticate")]
    [InlineData("Proxy-Connection")]
    public void A_header_that_the_transport_sets_is_refused(string name) => AssertRefused(name, "a value", name);

    [Theory]
    [InlineData("Proxy-Authorization", true)]
    [InlineData("proxy-connection", true)]
    [InlineData("Host", false)]
    public void A_refused_proxy_header_has_its_own_error(string name, bool isOfProxy)
    {
        MistralApiException e = Assert.Throws<MistralApiException>(() => new MistralClient(Options(name, "a value")));

        Assert.Equal(isOfProxy, e.Cause is ErrorCause.ProxyHeader);
    }

    [Theory]
    [InlineData("é")]
    [InlineData("日本")]
    [InlineData("a\u0080")]
    [InlineData("a\r\nX-B: c")]
    public void An_invalid_header_value_is_refused_without_being_quoted(string value) => AssertRefused("X-A", value, "X-A");

    [Theory]
    [InlineData("X-Org")]
    [InlineData("Cookie")]
    [InlineData("Hostname")]
    public void Other_headers_are_accepted(string name)
    {
        using MistralClient client = new(Options(name, "a value"));
    }

    private static void AssertRefused(string name, string value, string named)
    {
        MistralApiException e = Assert.Throws<MistralApiException>(() => new MistralClient(Options(name, value)));

        Assert.Equal(MistralErrorKind.InvalidArgument, e.Kind);
        Assert.Contains($"'{named}'", e.Message);
        Assert.DoesNotContain(value, e.Message, StringComparison.Ordinal);
    }

    private static MistralClientOptions Options(string name, string value) =>
        TestClient.Options(new Uri("https://gateway.invalid"), TestKey.New()) with { Headers = new Dictionary<string, string> { [name] = value } };
}

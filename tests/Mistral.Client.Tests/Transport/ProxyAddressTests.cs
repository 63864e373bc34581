using System;
#if NET
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
#endif
using Mistral.Client.Errors;
using Mistral.Client.Transport;
using Xunit;

namespace Mistral.Client.Tests;

public sealed class ProxyAddressTests : ClientTests
{
    [Theory]
    [InlineData("proxy:8080", "http://proxy:8080/")]
    [InlineData("proxy.example:80", "http://proxy.example/")]
    [InlineData("127.0.0.1:3128", "http://127.0.0.1:3128/")]
    [InlineData("[::1]:3128", "http://[::1]:3128/")]
    [InlineData("http://proxy.example", "http://proxy.example/")]
#if NET
    [InlineData("https://proxy.example:3128", "https://proxy.example:3128/")]
    [InlineData("socks5://proxy:1080", "socks5://proxy:1080")]
#endif
    public void An_address_with_a_host_and_a_port_is_accepted(string given, string taken) =>
        Assert.Equal(taken.TrimEnd('/'), ProxyAddress.Check(new Uri(given, UriKind.RelativeOrAbsolute)).AbsoluteUri.TrimEnd('/'));

    [Theory]
    [InlineData("myproxy")]
    [InlineData("file:///x")]
    [InlineData("ftp://proxy:21")]
    [InlineData("http:///x")]
    [InlineData("/etc/proxy")]
    [InlineData("mailto:someone")]
    [InlineData("user:s3cret@proxy:8080")]
    [InlineData("http://user:s3cret@proxy:8080")]
    public void Any_other_address_is_refused_without_its_password_in_the_error(string given)
    {
        if (!Uri.TryCreate(given, UriKind.RelativeOrAbsolute, out Uri? address))
        {
            return;
        }

        MistralApiException e = Assert.Throws<MistralApiException>(() => ProxyAddress.Check(address));

        Assert.Equal(MistralErrorKind.InvalidArgument, e.Kind);
        Assert.DoesNotContain("s3cret", e.Message);
    }

    [Theory]
    [InlineData("http://user:s3cret@proxy:8080", true)]
    [InlineData("user:s3cret@proxy:8080", true)]
    [InlineData("myproxy", false)]
    public void An_address_with_a_user_name_has_its_own_error(string given, bool hasUserName)
    {
        MistralApiException e = Assert.Throws<MistralApiException>(() => ProxyAddress.Check(new Uri(given, UriKind.RelativeOrAbsolute)));

        Assert.Equal(hasUserName, e.Cause is ErrorCause.ProxyUserInfo);
    }

#if NET
    [Theory(Timeout = Limits.Test)]
    [InlineData("socks5")]
    [InlineData("socks4")]
    [InlineData("http")]
    public async Task A_proxy_that_does_not_respond_causes_a_timeout(string scheme)
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Uri address = new($"{scheme}://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        MistralClientOptions options = TestClient.Options(new Uri("https://127.0.0.2"), TestKey.New()) with
        {
            Proxy = new WebProxy(address),
            ConnectionTimeout = TimeSpan.FromMilliseconds(300),
            Retry = TestClient.NoRetry,
        };
        using MistralClient client = new(options);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation).Within(Limits.Patience));

        Assert.Equal(MistralErrorKind.Timeout, e.Kind);
        Assert.Contains("0.3 seconds", e.Message);
    }
#endif
}

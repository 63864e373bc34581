using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

public sealed class SignedAddressTests : ClientTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task A_signed_address_gets_no_key_and_no_headers_of_the_client()
    {
        string key = TestKey.New();
        using RawServer server = RawServer.Start(RawReply.Json("[1]"));
        using MistralClient client = new(TestClient.Options(new Uri("https://api.example.com"), key) with { Headers = new Dictionary<string, string> { ["X-Gateway"] = "secret" } });

        using StreamingResponse response = await client.OpenSignedAsync(new Uri(server.BaseUri, "/a%20b/c?signature=x%2By"), cancellationToken: Cancellation);
        using MemoryStream body = new();
        await response.Body.CopyToAsync(body, 81920, Cancellation);

        Assert.Equal("[1]", Encoding.UTF8.GetString(body.ToArray()));
        RawRequest sent = Assert.Single(server.Requests);
        Assert.Equal("GET /a%20b/c?signature=x%2By HTTP/1.1", sent.Line);
        Assert.Null(sent.Header("Authorization"));
        Assert.Null(sent.Header("x-api-key"));
        Assert.Null(sent.Header("X-Gateway"));
        Assert.NotNull(sent.Header("User-Agent"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task The_error_of_a_signed_address_does_not_contain_its_signature()
    {
        using RawServer server = RawServer.Start(RawReply.Of(403, "{}"));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(
            () => client.OpenSignedAsync(new Uri(server.BaseUri, "/file?signature=topsecret"), cancellationToken: Cancellation));

        Assert.Equal(MistralErrorKind.PermissionDenied, e.Kind);
        Assert.DoesNotContain("topsecret", e.ToString(), StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("http://storage.example.com/file?signature=1")]
    [InlineData("ftp://storage.example.com/file")]
    public async Task A_signed_address_must_be_secure(string address)
    {
        using MistralClient client = TestClient.For(new Uri("https://api.example.com"));

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.OpenSignedAsync(new Uri(address), cancellationToken: Cancellation));

        Assert.Equal(MistralErrorKind.InsecureUri, e.Kind);
    }
}

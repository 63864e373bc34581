using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Mistral.Client.Authentication;
using Xunit;

namespace Mistral.Client.Tests;

public sealed class ApiKeyOperationsTests : ClientTests
{
    private const string KeysPath = "/v1/admin/api-keys";

    private readonly string _adminKey = TestKey.New();

    [Fact(Timeout = Limits.Test)]
    public async Task A_key_is_created_with_the_Admin_API_key()
    {
        string key = TestKey.New();
        using RawServer server = RawServer.Start(RawReply.Json($$"""{"key_id":"k1","key":"{{key}}","name":"ci"}"""));
        using MistralClient client = CreateClient(server);
        ApiKeyRequest request = new() { WorkspaceId = "w1", UserId = "u1", Name = "ci", ExpiresOn = new DateTimeOffset(2030, 1, 1, 1, 0, 0, TimeSpan.FromHours(2)) };

        CreatedApiKey created = await client.ApiKeys.CreateAsync(request, cancellationToken: Cancellation);

        Assert.Equal("k1", created.Id);
        Assert.True(SecureStringConverter.ToText(created.Key) == key, "The key is another one.");
        RawRequest sent = Assert.Single(server.Requests);
        Assert.Equal($"POST {KeysPath} HTTP/1.1", sent.Line);
        Assert.Equal("""{"workspace_uuid":"w1","user_id":"u1","name":"ci","expiration":"2029-12-31"}""", sent.BodyText);
        AssertKey(_adminKey, sent);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("""{"key_id":"k1"}""")]
    [InlineData("""{"key":"canary"}""")]
    [InlineData("""{"key_id":"k1","key":1}""")]
    [InlineData("[]")]
    public async Task A_response_without_the_key_is_an_error(string response)
    {
        using RawServer server = RawServer.Start(RawReply.Json(response));
        using MistralClient client = CreateClient(server);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(
            () => client.ApiKeys.CreateAsync(new ApiKeyRequest { WorkspaceId = "w1", UserId = "u1" }, cancellationToken: Cancellation));

        Assert.Equal((MistralErrorKind.InvalidResponse, $"POST {KeysPath}", KeyKind.Admin), (e.Kind, e.Operation, e.Key));
        Assert.DoesNotContain("canary", e.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Keys_are_found_by_name_on_all_pages()
    {
        using RawServer server = RawServer.Start(
            RawReply.Json("""{"keys":[{"key_id":"k1","name":"ci","expiration_date":"2030-01-01T12:00:00Z","new":1}],"total":2}"""),
            RawReply.Json("""{"keys":[{"key_id":"k2"}],"total":2}"""));
        using MistralClient client = CreateClient(server);

        List<ApiKeyInfo> found = [];
        await foreach (ApiKeyInfo key in client.ApiKeys.FindAsync("c i", cancellationToken: Cancellation))
        {
            found.Add(key);
        }

        Assert.Equal(
            [
                new ApiKeyInfo { KeyId = "k1", Name = "ci", ExpirationDate = new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero) },
                new ApiKeyInfo { KeyId = "k2" },
            ],
            found);
        Assert.Equal([$"{KeysPath}?name=c%20i&limit=100&offset=0", $"{KeysPath}?name=c%20i&limit=100&offset=1"], server.Requests.Select(r => r.Target));
        Assert.All(server.Requests, r => AssertKey(_adminKey, r));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_key_without_an_id_is_an_error()
    {
        using RawServer server = RawServer.Start(RawReply.Json("""{"keys":[{"name":"ci"}]}"""));
        using MistralClient client = CreateClient(server);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(async () =>
        {
            await foreach (ApiKeyInfo key in client.ApiKeys.FindAsync("ci", cancellationToken: Cancellation))
            {
            }
        });

        Assert.Equal((MistralErrorKind.InvalidResponse, $"GET {KeysPath}"), (e.Kind, e.Operation));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(204)]
    [InlineData(404)]
    public async Task Revoking_a_key_that_does_not_exist_succeeds(int status)
    {
        using RawServer server = RawServer.Start(RawReply.Of(status, string.Empty));
        using MistralClient client = CreateClient(server);

        await client.ApiKeys.RevokeAsync("a/b", cancellationToken: Cancellation);

        RawRequest sent = Assert.Single(server.Requests);
        Assert.Equal($"DELETE {KeysPath}/a%2Fb HTTP/1.1", sent.Line);
        AssertKey(_adminKey, sent);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Revoking_a_key_throws_when_the_server_refuses()
    {
        using RawServer server = RawServer.Start(RawReply.Of(403, "{}"));
        using MistralClient client = CreateClient(server);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.ApiKeys.RevokeAsync("k1", cancellationToken: Cancellation));

        Assert.Equal(MistralErrorKind.PermissionDenied, e.Kind);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Access_is_checked_with_a_list_of_one_item()
    {
        using RawServer server = RawServer.Start(RawReply.Json("""{"keys":[]}"""));
        using MistralClient client = CreateClient(server);

        await client.ApiKeys.CheckAccessAsync(cancellationToken: Cancellation);

        RawRequest sent = Assert.Single(server.Requests);
        Assert.Equal($"GET {KeysPath}?limit=1 HTTP/1.1", sent.Line);
        AssertKey(_adminKey, sent);
    }

    private MistralClient CreateClient(RawServer server) =>
        new(TestClient.Options(server.BaseUri, TestKey.New()) with { AdminKeySource = TestKey.Source(_adminKey) });
}

using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>Which header a key is sent in where the API's documents do not agree.</summary>
public sealed class AdminKeyHeaderTests : ClientTests
{
    private static readonly MistralRequest s_request = new("GET", "/v1/admin/api-keys") { Key = KeyKind.Admin };

    private readonly string _key = TestKey.New();
    private readonly string _adminKey = TestKey.New();

    [Theory(Timeout = Limits.Test)]
    [InlineData(AdminKeyHeader.Bearer)]
    [InlineData(AdminKeyHeader.XApiKey)]
    public async Task A_refused_admin_key_is_sent_once_in_the_other_header_and_that_header_is_kept(AdminKeyHeader given)
    {
        string accepted = given is AdminKeyHeader.Bearer ? "x-api-key" : "Authorization";
        using RawServer server = RawServer.Start(exchange => RawReply.Of(exchange.Request.Header(accepted) is null ? 401 : 200, "{}")(exchange));
        using MistralClient client = new(Options(server, given));
        ProgressLog progress = new();

        _ = await client.SendAsync(s_request, progress, Cancellation);
        _ = await client.SendAsync(s_request, cancellationToken: Cancellation);

        Assert.Equal([false, true, true], server.Requests.Select(r => r.Header(accepted) is not null));
        Assert.All(server.Requests, AssertOneHeader);
        Assert.Equal($"GET /v1/admin/api-keys: the server refused the Admin API key; sending it as {(given is AdminKeyHeader.Bearer ? "x-api-key" : "Authorization: Bearer")}.", progress.Events[1].ToString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task An_admin_key_that_both_headers_refuse_is_an_error_and_the_header_is_kept()
    {
        using RawServer server = RawServer.Start(RawReply.Of(401, "{}"));
        using MistralClient client = new(Options(server, AdminKeyHeader.Bearer));

        for (int i = 0; i < 2; i++)
        {
            MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.SendAsync(s_request, cancellationToken: Cancellation));
            Assert.Equal(MistralErrorKind.Authentication, e.Kind);
        }

        Assert.Equal([false, true, false, true], server.Requests.Select(r => r.Header("x-api-key") is not null));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_refused_request_uses_the_header_that_another_request_changed()
    {
        TaskCompletionSource<bool> bothArrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<bool> oneIsDone = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int refused = 0;
        using RawServer server = RawServer.Start(async exchange =>
        {
            if (exchange.Request.Header("x-api-key") is not null)
            {
                await RawReply.Json("{}")(exchange);
                return;
            }

            if (Interlocked.Increment(ref refused) == 1)
            {
                await bothArrived.Task;
            }
            else
            {
                _ = bothArrived.TrySetResult(true);
                await oneIsDone.Task;
            }

            await RawReply.Of(401, "{}")(exchange);
        });
        using MistralClient client = new(Options(server, AdminKeyHeader.Bearer));

        Task<MistralResponse>[] both = [client.SendAsync(s_request, cancellationToken: Cancellation), client.SendAsync(s_request, cancellationToken: Cancellation)];
        _ = await Task.WhenAny(both);
        oneIsDone.SetResult(true);
        _ = await Task.WhenAll(both);

        Assert.Equal([false, false, true, true], server.Requests.Select(r => r.Header("x-api-key") is not null));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("/v1/users/me")]
    [InlineData("/v1/users/me/organizations?limit=1")]
    [InlineData("/v1/users/me/workspaces")]
    public async Task The_owner_of_a_key_is_requested_with_both_headers(string path)
    {
        using RawServer server = RawServer.Start(RawReply.Json("{}"));
        using MistralClient client = new(Options(server, AdminKeyHeader.Bearer));

        _ = await client.SendAsync(TestClient.Get(path), cancellationToken: Cancellation);

        RawRequest sent = Assert.Single(server.Requests);
        AssertKey(_key, sent);
        Assert.True(sent.Header("x-api-key") == _key);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("/v1/users/messages")]
    [InlineData("/v1/models")]
    public async Task Other_operations_send_a_regular_key_in_one_header(string path)
    {
        using RawServer server = RawServer.Start(RawReply.Of(401, "{}"));
        using MistralClient client = new(Options(server, AdminKeyHeader.XApiKey));

        _ = await Assert.ThrowsAsync<MistralApiException>(() => client.SendAsync(TestClient.Get(path), cancellationToken: Cancellation));

        RawRequest sent = Assert.Single(server.Requests);
        AssertKey(_key, sent);
        Assert.Null(sent.Header("x-api-key"));
    }

    private MistralClientOptions Options(RawServer server, AdminKeyHeader header) =>
        TestClient.Options(server.BaseUri, _key) with { AdminKeySource = TestKey.Source(_adminKey), AdminKeyHeader = header };

    private void AssertOneHeader(RawRequest sent)
    {
        string[] keys = [.. sent.Headers("x-api-key"), .. sent.Headers("Authorization").Select(h => h.Substring("Bearer ".Length))];
        Assert.True(keys.SequenceEqual([_adminKey]), "The headers are not the key's.");
    }
}

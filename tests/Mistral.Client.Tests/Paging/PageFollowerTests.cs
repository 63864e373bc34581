using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>Lists of which only the path is known.</summary>
public sealed class PageFollowerTests : ClientTests
{
    private const string Refused = "422";

    /// <summary>What the server gives, one after the other: the ids of a page, or that it refuses; and what it is asked for.</summary>
    public static TheoryData<string, string[], string[]> Lists => new()
    {
        { "by page from 0", ["ab", "cd", "e"], ["", "?page=1", "?page=2"] },
        { "by page from 1", ["ab", "ab", "cd", "e"], ["", "?page=1", "?page=2", "?page=3"] },
        { "by offset, where pages are ignored", ["ab", "ab", "ab", "cd", "e"], ["", "?page=1", "?page=2", "?offset=2", "?offset=4"] },
        { "by offset, where pages are refused", ["ab", Refused, Refused, "cd", "e"], ["", "?page=1", "?page=2", "?offset=2", "?offset=4"] },
        { "without pages, all ignored", ["ab", "ab", "ab", "ab"], ["", "?page=1", "?page=2", "?offset=2"] },
        { "without pages, all refused", ["ab", Refused, Refused, Refused], ["", "?page=1", "?page=2", "?offset=2"] },
        { "that ends with a full page", ["ab", "cd", ""], ["", "?page=1", "?page=2"] },
        { "that is empty", [""], [""] },
    };

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Lists))]
    public async Task A_list_is_read_to_its_end_and_once(string kind, string[] pages, string[] queries)
    {
        _ = kind;
        using RawServer server = RawServer.Start([.. pages.Select(p => p == Refused
            ? RawReply.Of(422, """{"detail":[{"type":"extra_forbidden","loc":["query"],"msg":"no"}]}""")
            : RawReply.Json(Page(p)))]);

        Assert.Equal(pages.Where(p => p != Refused).SelectMany(p => p).Distinct().Select(id => $"{id}"), await ReadAsync(server));
        Assert.Equal(queries.Select(q => $"/v1/x{q}"), Asked(server));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("next_page_token", "page_token")]
    [InlineData("nextPageToken", "pageToken")]
    [InlineData("next_cursor", "cursor")]
    [InlineData("next_token", "next_token")]
    public async Task A_token_is_followed(string field, string parameter)
    {
        using RawServer server = RawServer.Start(
            RawReply.Json(Page("ab", $",\"{field}\":\"T2\"")), RawReply.Json(Page("c", $",\"{field}\":\"T3\"")), RawReply.Json(Page("d", $",\"{field}\":null")));

        Assert.Equal(["a", "b", "c", "d"], await ReadAsync(server));
        Assert.Equal(["/v1/x", $"/v1/x?{parameter}=T2", $"/v1/x?{parameter}=T3"], Asked(server));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_token_goes_back_under_its_own_name_where_the_other_is_unknown(bool isRefused)
    {
        string first = Page("ab", ",\"next_page_token\":\"T2\"");
        using RawServer server = RawServer.Start(
            RawReply.Json(first), isRefused ? RawReply.Of(422, """{"detail":"no"}""") : RawReply.Json(first), RawReply.Json(Page("c")));

        Assert.Equal(["a", "b", "c"], await ReadAsync(server));
        Assert.Equal(["/v1/x", "/v1/x?page_token=T2", "/v1/x?next_page_token=T2"], Asked(server));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_response_that_says_its_offset_is_followed_by_offset()
    {
        const string More = ",\"offset\":0,\"limit\":2";
        using RawServer server = RawServer.Start(RawReply.Json(Page("ab", More)), RawReply.Json(Page("c", More)));

        Assert.Equal(["a", "b", "c"], await ReadAsync(server));
        Assert.Equal(["/v1/x", "/v1/x?offset=2"], Asked(server));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("offset", "4", "offset=6")]
    [InlineData("page", "3", "page=4")]
    public async Task A_position_of_the_caller_is_gone_on_from(string name, string value, string second)
    {
        using RawServer server = RawServer.Start(RawReply.Json(Page("ab")), RawReply.Json(Page("c")));

        Assert.Equal(["a", "b", "c"], await ReadAsync(server, new KeyValuePair<string, string>(name, value)));
        Assert.Equal([$"/v1/x?{name}={value}", $"/v1/x?{second}"], Asked(server));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(",\"total\":2")]
    [InlineData(",\"has_more\":false")]
    public async Task A_list_that_says_its_end_costs_one_request(string more)
    {
        using RawServer server = RawServer.Start(RawReply.Json(Page("ab", more)));

        Assert.Equal(["a", "b"], await ReadAsync(server));
        _ = Assert.Single(server.Requests);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(",\"total\":3")]
    [InlineData(",\"has_more\":true")]
    public async Task More_that_is_announced_and_cannot_be_had_is_told(string more)
    {
        using RawServer server = RawServer.Start(RawReply.Json(Page("a", more)));
        using MistralClient client = TestClient.For(server.BaseUri);
        PageFollower reader = new(client, TestClient.Get("/v1/x"));

        Assert.Equal(["a"], await ReadAsync(reader));
        Assert.True(reader.HasUnread);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_token_that_comes_again_is_an_error()
    {
        using RawServer server = RawServer.Start(RawReply.Json(Page("a", ",\"next_cursor\":\"T2\"")));

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => ReadAsync(server));

        Assert.Equal(MistralErrorKind.InvalidResponse, e.Kind);
        Assert.Equal(["/v1/x", "/v1/x?cursor=T2"], Asked(server));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_token_that_is_refused_is_the_error_of_the_server()
    {
        using RawServer server = RawServer.Start(RawReply.Json(Page("a", ",\"next_cursor\":\"T2\"")), RawReply.Of(422, """{"detail":"no"}"""));

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => ReadAsync(server));

        Assert.Equal(MistralErrorKind.InvalidRequest, e.Kind);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_later_page_that_comes_again_is_an_error()
    {
        using RawServer server = RawServer.Start(RawReply.Json(Page("ab")), RawReply.Json(Page("cd")));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => ReadAsync(new PageFollower(client, TestClient.Get("/v1/x"))));

        Assert.Equal(MistralErrorKind.InvalidResponse, e.Kind);
        Assert.Equal(3, server.Requests.Count);
    }

    private static string Page(string ids, string more = "") =>
        $$"""{"data":[{{string.Join(",", ids.Select(id => $$"""{"id":"{{id}}"}"""))}}]{{more}}}""";

    private static IEnumerable<string> Asked(RawServer server) => server.Requests.Select(r => r.Head.Split(' ')[1]);

    private static async Task<List<string>> ReadAsync(RawServer server, params KeyValuePair<string, string>[] query)
    {
        using MistralClient client = TestClient.For(server.BaseUri);
        MistralRequest request = TestClient.Get("/v1/x");
        foreach (KeyValuePair<string, string> pair in query)
        {
            request.Query.Add(pair);
        }

        return await ReadAsync(new PageFollower(client, request));
    }

    private static async Task<List<string>> ReadAsync(PageFollower reader)
    {
        List<string> ids = [];
        await foreach (JsonElement item in reader.ReadAsync(null, Cancellation))
        {
            ids.Add(item.GetProperty("id").ToString());
        }

        return ids;
    }
}

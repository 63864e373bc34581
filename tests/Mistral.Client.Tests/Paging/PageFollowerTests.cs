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

    /// <summary>The responses of the server in order (the ids of a page, or a refusal), and the expected requests.</summary>
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
    public async Task Each_item_of_a_list_is_returned_once(string kind, string[] pages, string[] queries)
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
    public async Task A_token_is_sent_under_its_own_name_when_the_usual_parameter_fails(bool isRefused)
    {
        string first = Page("ab", ",\"next_page_token\":\"T2\"");
        using RawServer server = RawServer.Start(
            RawReply.Json(first), isRefused ? RawReply.Of(422, """{"detail":"no"}""") : RawReply.Json(first), RawReply.Json(Page("c")));

        Assert.Equal(["a", "b", "c"], await ReadAsync(server));
        Assert.Equal(["/v1/x", "/v1/x?page_token=T2", "/v1/x?next_page_token=T2"], Asked(server));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_response_with_an_offset_is_followed_by_offset()
    {
        const string More = ",\"offset\":0,\"limit\":2";
        using RawServer server = RawServer.Start(RawReply.Json(Page("ab", More)), RawReply.Json(Page("c", More)));

        Assert.Equal(["a", "b", "c"], await ReadAsync(server));
        Assert.Equal(["/v1/x", "/v1/x?offset=2"], Asked(server));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("offset", "4", "offset=6")]
    [InlineData("page", "3", "page=4")]
    public async Task A_position_from_the_caller_is_continued(string name, string value, string second)
    {
        using RawServer server = RawServer.Start(RawReply.Json(Page("ab")), RawReply.Json(Page("c")));

        Assert.Equal(["a", "b", "c"], await ReadAsync(server, new KeyValuePair<string, string>(name, value)));
        Assert.Equal([$"/v1/x?{name}={value}", $"/v1/x?{second}"], Asked(server));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(",\"total\":2")]
    [InlineData(",\"has_more\":false")]
    public async Task A_list_that_states_its_end_needs_one_request(string more)
    {
        using RawServer server = RawServer.Start(RawReply.Json(Page("ab", more)));

        Assert.Equal(["a", "b"], await ReadAsync(server));
        _ = Assert.Single(server.Requests);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(",\"total\":3")]
    [InlineData(",\"has_more\":true")]
    public async Task A_list_with_more_items_that_cannot_be_requested_is_reported(string more)
    {
        using RawServer server = RawServer.Start(RawReply.Json(Page("a", more)));
        using MistralClient client = TestClient.For(server.BaseUri);
        PageFollower reader = new(client, TestClient.Get("/v1/x"));

        Assert.Equal(["a"], await ReadAsync(reader));
        Assert.True(reader.HasUnreadItems);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_repeated_token_is_an_error()
    {
        using RawServer server = RawServer.Start(RawReply.Json(Page("a", ",\"next_cursor\":\"T2\"")));

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => ReadAsync(server));

        Assert.Equal(MistralErrorKind.InvalidResponse, e.Kind);
        Assert.Equal(["/v1/x", "/v1/x?cursor=T2"], Asked(server));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_refused_token_causes_the_error_of_the_server()
    {
        using RawServer server = RawServer.Start(RawReply.Json(Page("a", ",\"next_cursor\":\"T2\"")), RawReply.Of(422, """{"detail":"no"}"""));

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => ReadAsync(server));

        Assert.Equal(MistralErrorKind.InvalidRequest, e.Kind);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_repeated_page_is_an_error()
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

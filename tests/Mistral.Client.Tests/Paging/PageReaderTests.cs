using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

public sealed class PageReaderTests(EmulatorFixture emulator) : EmulatorTests(emulator)
{
    /// <summary>Path, style, field of the items, id field, and the queries of three pages. TOKEN stands for a token of the server.</summary>
    public static TheoryData<string, PageStyle, string?, string, string[]> Lists => new()
    {
        { "/v1/files", PageStyle.Page, "data", "id", ["page_size=100&page=0", "page_size=100&page=1", "page_size=100&page=2"] },
        { "/v1/files", PageStyle.Page, null, "id", ["page_size=100&page=0", "page_size=100&page=1", "page_size=100&page=2"] },
        { "/v1/batch/jobs", PageStyle.Page, "data", "id", ["page_size=100&page=0", "page_size=100&page=1", "page_size=100&page=2"] },
        { "/v1/conversations", PageStyle.Page, null, "id", ["page_size=100&page=0", "page_size=100&page=1", "page_size=100&page=2"] },
        { "/v1/admin/workspaces", PageStyle.PageFromOne, "items", "uuid", ["page_size=100&page=1", "page_size=100&page=2", "page_size=100&page=3"] },
        { "/v1/audio/voices", PageStyle.Offset, "items", "id", ["limit=100&offset=0", "limit=100&offset=100", "limit=100&offset=200"] },
        { "/v1/admin/api-keys", PageStyle.Offset, "keys", "key_id", ["limit=100&offset=0", "limit=100&offset=100", "limit=100&offset=200"] },
        { "/v1/agents/pages", PageStyle.PageToken, "data", "id", ["page_size=100", "page_size=100&page_token=TOKEN", "page_size=100&page_token=TOKEN"] },
        { "/v2/prompts", PageStyle.CamelPageToken, "data", "id", ["pageSize=100", "pageSize=100&pageToken=TOKEN", "pageSize=100&pageToken=TOKEN"] },
        { "/v1/connectors", PageStyle.Cursor, "items", "id", ["page_size=100", "page_size=100&cursor=TOKEN", "page_size=100&cursor=TOKEN"] },
        { "/v1/admin/audit-logs", PageStyle.Before, null, "log_id", ["limit=100", "limit=100&before=TOKEN", "limit=100&before=TOKEN"] },
    };

    // The list of keys always contains the emulator's own key.
    private static int Own(string path) => path == "/v1/admin/api-keys" ? 1 : 0;

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Lists))]
    public async Task Each_item_of_three_pages_is_returned_once_in_order(string path, PageStyle style, string? items, string id, string[] queries)
    {
        await PostControlAsync("lists", $$"""{"path":"{{path}}","count":{{250 - Own(path)}}}""");
        using MistralClient client = CreateClientFor(path);
        PageReader reader = new(client, TestClient.Get(path), style, items);

        List<string> ids = await ReadAsync(reader, id);

        Assert.Equal(250, ids.Count);
        Assert.Equal(250, ids.Distinct().Count());
        JsonElement[] log = await GetLogAsync("path=" + path, 3);
        Assert.Equal(queries, log.Select(WithoutToken));
        Assert.All(log, sent => Assert.Equal("GET", sent.GetProperty("method").GetString()));
    }

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Lists))]
    public async Task An_empty_list_has_no_items_and_takes_one_request(string path, PageStyle style, string? items, string id, string[] queries)
    {
        await PostControlAsync("lists", $$"""{"path":"{{path}}","count":0}""");
        using MistralClient client = CreateClientFor(path);

        Assert.Equal(Own(path), (await ReadAsync(new PageReader(client, TestClient.Get(path), style, items), id)).Count);

        Assert.Equal(queries[0], Assert.Single(await GetLogAsync("path=" + path)).GetProperty("query").GetString());
    }

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Lists))]
    public async Task A_full_last_page_loses_no_items(string path, PageStyle style, string? items, string id, string[] queries)
    {
        await PostControlAsync("lists", $$"""{"path":"{{path}}","count":{{100 - Own(path)}}}""");
        using MistralClient client = CreateClientFor(path);

        Assert.Equal(100, (await ReadAsync(new PageReader(client, TestClient.Get(path), style, items), id)).Distinct().Count());

        Assert.InRange((await GetLogAsync("path=" + path)).Length, 1, 2);
        Assert.NotEmpty(queries);
    }

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Lists))]
    public async Task The_first_three_items_need_one_request(string path, PageStyle style, string? items, string id, string[] queries)
    {
        await PostControlAsync("lists", $$"""{"path":"{{path}}","count":250}""");
        using MistralClient client = CreateClientFor(path);
        List<string> taken = [];

        await foreach (JsonElement item in new PageReader(client, TestClient.Get(path), style, items).ReadAsync(null, Cancellation))
        {
            taken.Add(item.GetProperty(id).ToString());
            if (taken.Count == 3)
            {
                break;
            }
        }

        Assert.Equal(3, taken.Count);
        Assert.Equal(queries[0], Assert.Single(await GetLogAsync("path=" + path)).GetProperty("query").GetString());
    }

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Lists))]
    public async Task Skipped_items_are_not_requested_when_pages_have_numbers(string path, PageStyle style, string? items, string id, string[] queries)
    {
        await PostControlAsync("lists", $$"""{"path":"{{path}}","count":{{250 - Own(path)}}}""");
        using MistralClient client = CreateClientFor(path);
        List<string> all = await ReadAsync(new PageReader(client, TestClient.Get(path), style, items), id);
        int before = (await GetLogAsync("path=" + path)).Length;

        List<string> some = await ReadAsync(new PageReader(client, TestClient.Get(path), style, items) { Skip = 210 }, id);

        Assert.Equal(all.Skip(210), some);
        int asked = (await GetLogAsync("path=" + path)).Length - before;
        Assert.Equal(style is PageStyle.Page or PageStyle.PageFromOne or PageStyle.Offset ? 1 : queries.Length, asked);
        Assert.Empty(await ReadAsync(new PageReader(client, TestClient.Get(path), style, items) { Skip = 5000 }, id));
        Assert.Empty(await ReadAsync(new PageReader(client, TestClient.Get(path), style, items) { Skip = ulong.MaxValue }, id));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task An_ascending_log_continues_after_the_last_entry()
    {
        using MistralClient client = CreateClientFor("/v1/admin/audit-logs");

        List<string> ids = await ReadAsync(new PageReader(client, TestClient.Get("/v1/admin/audit-logs", ("sort", "ascending")), PageStyle.Before, null), "log_id");

        Assert.Equal(250, ids.Distinct().Count());
        Assert.Equal(250, ids.Count);
        Assert.Equal("99751", ids[0]);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task No_page_is_requested_before_the_items_of_the_previous_one_are_consumed()
    {
        await PostControlAsync("lists", """{"path":"/v1/files","count":250}""");
        using MistralClient client = CreateClient();
        List<int> asked = [];
        PageReader reader = new(client, TestClient.Get("/v1/files"), PageStyle.Page, "data")
        {
            WaitForConsumer = async () => asked.Add((await GetLogAsync("path=/v1/files")).Length),
        };

        Assert.Equal(250, (await ReadAsync(reader, "id")).Count);

        Assert.Equal([1, 2], asked);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task The_second_page_is_requested_after_the_last_item_of_the_first()
    {
        await PostControlAsync("lists", """{"path":"/v1/files","count":250}""");
        using MistralClient client = CreateClient();
        PageReader reader = new(client, TestClient.Get("/v1/files"), PageStyle.Page, "data");
        int count = 0;

        await foreach (JsonElement item in reader.ReadAsync(null, Cancellation))
        {
            Assert.Equal(JsonValueKind.Object, item.ValueKind);
            count++;
            if (count == 100)
            {
                _ = Assert.Single(await GetLogAsync("path=/v1/files"));
                Assert.Equal(250, reader.Total);
            }
            else if (count == 101)
            {
                Assert.Equal(2, (await GetLogAsync("path=/v1/files")).Length);
                break;
            }
        }

        Assert.Equal(101, count);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Filter_page_and_page_size_of_the_caller_are_kept()
    {
        await PostControlAsync("lists", """{"path":"/v1/files","count":25}""");
        using MistralClient client = CreateClient();

        List<string> names = await ReadAsync(
            new PageReader(client, TestClient.Get("/v1/files", ("search", "file"), ("page_size", "10"), ("page", "1")), PageStyle.Page, "data"), "filename");

        Assert.Equal(Enumerable.Range(10, 15).Select(i => $"file-{i:D4}.jsonl"), names);
        Assert.Equal(
            ["search=file&page_size=10&page=1", "search=file&page_size=10&page=2"],
            (await GetLogAsync("path=/v1/files")).Select(sent => sent.GetProperty("query").GetString()));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_reader_can_be_read_again()
    {
        using MistralClient client = CreateClient();
        await PostControlAsync("lists", """{"path":"/v1/files","count":150}""");
        PageReader reader = new(client, TestClient.Get("/v1/files"), PageStyle.Page, "data");

        List<string> first = await ReadAsync(reader, "id");
        List<string> second = await ReadAsync(reader, "id");

        Assert.Equal(150, first.Count);
        Assert.Equal(first, second);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_smaller_page_size_of_the_server_loses_no_items()
    {
        using RawServer server = RawServer.Start(
            RawReply.Json("""{"data":[{"id":1},{"id":2}],"total":5}"""),
            RawReply.Json("""{"data":[{"id":3},{"id":4}],"total":5}"""),
            RawReply.Json("""{"data":[{"id":5}],"total":5}"""));
        using MistralClient client = TestClient.For(server.BaseUri);

        Assert.Equal(["1", "2", "3", "4", "5"], await ReadAsync(new PageReader(client, TestClient.Get("/v1/files"), PageStyle.Page, "data"), "id"));

        Assert.Equal(3, server.Requests.Count);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task The_has_more_field_of_the_server_is_respected()
    {
        using RawServer server = RawServer.Start(
            RawReply.Json("""{"items":[{"id":1}],"pagination":{"has_more":true,"total_items":2}}"""),
            RawReply.Json("""{"items":[{"id":2}],"pagination":{"has_more":false,"total_items":2}}"""));
        using MistralClient client = TestClient.For(server.BaseUri);
        PageReader reader = new(client, TestClient.Get("/v1/x", ("page_size", "1")), PageStyle.PageFromOne, "items");

        Assert.Equal(["1", "2"], await ReadAsync(reader, "id"));

        Assert.Equal(2, reader.Total);
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(PageStyle.Page, """{"data":[{"id":1,"created_at":"2026-08-01T12:00:00Z"}]}""")]
    [InlineData(PageStyle.PageFromOne, """{"data":[{"id":1}],"total":5000}""")]
    [InlineData(PageStyle.Offset, """{"data":[{"id":1}]}""")]
    [InlineData(PageStyle.PageToken, """{"data":[{"id":1}],"next_page_token":"t"}""")]
    [InlineData(PageStyle.CamelPageToken, """{"data":[{"id":1}],"nextPageToken":"t"}""")]
    [InlineData(PageStyle.Cursor, """{"data":[{"id":1}],"pagination":{"next_cursor":"t"}}""")]
    [InlineData(PageStyle.Cursor, """{"data":[{"id":1}],"next_cursor":"t"}""")]
    [InlineData(PageStyle.Before, """{"data":[{"id":1,"log_id":7,"created_at":"2026-08-01T12:00:00Z"}]}""")]
    public async Task A_server_that_repeats_a_page_causes_an_error(PageStyle style, string page)
    {
        using RawServer server = RawServer.Start(RawReply.Json(page));
        using MistralClient client = TestClient.For(server.BaseUri);
        string size = style switch { PageStyle.Offset or PageStyle.Before => "limit", PageStyle.CamelPageToken => "pageSize", _ => "page_size" };
        PageReader reader = new(client, TestClient.Get("/v1/x", (size, "1")), style, "data");

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => ReadAsync(reader, "id"));

        Assert.Equal((MistralErrorKind.InvalidResponse, "GET /v1/x"), (e.Kind, e.Operation));
        Assert.Contains("again", e.Message);
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(PageStyle.Page, "data", "{}")]
    [InlineData(PageStyle.Page, null, "{}")]
    [InlineData(PageStyle.Page, "data", """{"items":[]}""")]
    [InlineData(PageStyle.None, "data", """{"data":{"id":1}}""")]
    [InlineData(PageStyle.None, null, "5")]
    public async Task A_response_without_a_list_is_an_error(PageStyle style, string? items, string body)
    {
        using RawServer server = RawServer.Start(RawReply.Json(body));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => ReadAsync(new PageReader(client, TestClient.Get("/v1/x"), style, items), "id"));

        Assert.Equal(MistralErrorKind.InvalidResponse, e.Kind);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("data", """{"object":"list","data":[{"id":1},{"id":2}],"next_page_token":"t"}""")]
    [InlineData(null, """{"object":"list","data":[{"id":1},{"id":2}]}""")]
    [InlineData(null, """[{"id":1},{"id":2}]""")]
    public async Task A_list_without_pages_takes_one_request(string? items, string body)
    {
        using RawServer server = RawServer.Start(RawReply.Json(body));
        using MistralClient client = TestClient.For(server.BaseUri);

        Assert.Equal(["1", "2"], await ReadAsync(new PageReader(client, TestClient.Get("/v1/x"), PageStyle.None, items), "id"));

        Assert.Equal("/v1/x", Assert.Single(server.Requests).Target);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_null_list_is_empty()
    {
        using RawServer server = RawServer.Start(RawReply.Json("""{"data":null}"""));
        using MistralClient client = TestClient.For(server.BaseUri);

        Assert.Empty(await ReadAsync(new PageReader(client, TestClient.Get("/v1/x"), PageStyle.Page, "data"), "id"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task An_error_on_a_later_page_follows_the_items_of_earlier_pages()
    {
        await PostControlAsync("lists", """{"path":"/v1/files","count":250}""");
        await Control.AddFaultAsync("""{"path":"/v1/files","skip":1,"status":403}""", Cancellation);
        using MistralClient client = CreateClient();
        int count = 0;

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(async () =>
        {
            await foreach (JsonElement _ in new PageReader(client, TestClient.Get("/v1/files"), PageStyle.Page, "data").ReadAsync(null, Cancellation))
            {
                count++;
            }
        });

        Assert.Equal((MistralErrorKind.PermissionDenied, 100), (e.Kind, count));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Each_page_is_retried_separately()
    {
        await PostControlAsync("lists", """{"path":"/v1/files","count":250}""");
        await Control.AddFaultAsync("""[{"path":"/v1/files","skip":1,"status":503},{"path":"/v1/files","skip":2,"status":500}]""", Cancellation);
        using MistralClient client = CreateClient();
        ProgressLog progress = new();
        int count = 0;

        await foreach (JsonElement _ in new PageReader(client, TestClient.Get("/v1/files"), PageStyle.Page, "data").ReadAsync(progress, Cancellation))
        {
            count++;
        }

        Assert.Equal(250, count);
        Assert.Equal(2, progress.Retries.Count);
    }

    private MistralClient CreateClientFor(string path) =>
        path.StartsWith("/v1/admin/", System.StringComparison.Ordinal) ? CreateAdminClient() : CreateClient();

    private static async Task<List<string>> ReadAsync(PageReader reader, string id)
    {
        List<string> ids = [];
        await foreach (JsonElement item in reader.ReadAsync(null, Cancellation))
        {
            ids.Add(item.GetProperty(id).ToString());
        }

        return ids;
    }

    private static string WithoutToken(JsonElement sent) =>
        Regex.Replace(sent.GetProperty("query").GetString()!, "(?<=(page_token|pageToken|cursor|before)=).+", "TOKEN");

    [Theory(Timeout = Limits.Test)]
    [InlineData(PageStyle.CamelPageToken, "next_page_token", "pageSize=100", "pageSize=100&page_token=T2")]
    [InlineData(PageStyle.Page, "nextPageToken", "page_size=100&page=0", "page_size=100&pageToken=T2")]
    [InlineData(PageStyle.Page, "next_cursor", "page_size=100&page=0", "page_size=100&cursor=T2")]
    [InlineData(PageStyle.Offset, "next_token", "limit=100&offset=0", "limit=100&next_token=T2")]
    public async Task A_token_in_the_response_is_followed_in_any_style(PageStyle style, string field, string first, string second)
    {
        using RawServer server = RawServer.Start(
            RawReply.Json($$"""{"data":[{"id":"a"},{"id":"b"}],"{{field}}":"T2"}"""), RawReply.Json($$"""{"data":[{"id":"c"}],"{{field}}":null}"""));
        using MistralClient client = TestClient.For(server.BaseUri);
        PageReader reader = new(client, TestClient.Get("/v1/x"), style, items: null);

        Assert.Equal(["a", "b", "c"], await ReadAsync(reader, "id"));
        Assert.Equal([$"/v1/x?{first}", $"/v1/x?{second}"], server.Requests.Select(r => r.Head.Split(' ')[1]));
        Assert.False(reader.HasUnreadItems);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_repeated_token_is_an_error()
    {
        using RawServer server = RawServer.Start(RawReply.Json("""{"data":[{"id":"a"}],"next_cursor":"T2"}"""));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => ReadAsync(new PageReader(client, TestClient.Get("/v1/x"), PageStyle.Page, items: null), "id"));

        Assert.Equal(MistralErrorKind.InvalidResponse, e.Kind);
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("""{"data":[],"has_more":true}""", true)]
    [InlineData("""{"data":[],"next_page_token":"T2"}""", true)]
    [InlineData("""{"data":[],"total":9}""", true)]
    [InlineData("""{"data":[{"id":"a"}],"total":1}""", false)]
    [InlineData("""{"data":[{"id":"a"}],"has_more":false}""", false)]
    public async Task A_list_with_more_items_that_cannot_be_requested_is_reported(string body, bool hasUnreadItems)
    {
        using RawServer server = RawServer.Start(RawReply.Json(body));
        using MistralClient client = TestClient.For(server.BaseUri);
        PageReader reader = new(client, TestClient.Get("/v1/x"), PageStyle.Page, items: null);

        _ = await ReadAsync(reader, "id");

        Assert.Equal(hasUnreadItems, reader.HasUnreadItems);
        _ = Assert.Single(server.Requests);
    }
}

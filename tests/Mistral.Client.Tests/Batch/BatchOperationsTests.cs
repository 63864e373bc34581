using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Mistral.Client.Authentication;
using Xunit;

namespace Mistral.Client.Tests;

public sealed class BatchOperationsTests : ClientTests
{
    private const string Job = """{"id":"j1","status":"QUEUED","input_files":["f1"]}""";
    private const string Chat = "/v1/chat/completions";

    [Fact(Timeout = Limits.Test)]
    public async Task A_job_is_sent_with_its_files_or_with_its_requests()
    {
        using RawServer server = RawServer.Start(RawReply.Json(Job), RawReply.Json(Job));
        using MistralClient client = TestClient.For(server.BaseUri);

        BatchJob job = await client.Batch.CreateAsync(
            new BatchJobRequest { Endpoint = Chat, Model = "m", InputFiles = ["f1"], Metadata = new Dictionary<string, string> { ["a b"] = "\"é" }, TimeoutHours = 7 }, cancellationToken: Cancellation);
        _ = await client.Batch.CreateAsync(
            new BatchJobRequest { Endpoint = Chat, AgentId = "ag", Requests = [Encoding.UTF8.GetBytes("""{"custom_id":"1","body":{}}""")] }, cancellationToken: Cancellation);

        Assert.Equal(("j1", "QUEUED", false), (job.Id, job.Status, job.HasEnded));
        Assert.Equal("""{"endpoint":"/v1/chat/completions","model":"m","timeout_hours":7,"metadata":{"a b":"\"é"},"input_files":["f1"]}""", server.Requests[0].BodyText);
        Assert.Equal("""{"endpoint":"/v1/chat/completions","agent_id":"ag","requests":[{"custom_id":"1","body":{}}]}""", server.Requests[1].BodyText);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_start_that_may_have_happened_is_not_repeated()
    {
        using RawServer server = RawServer.Start(RawReply.Of(500, "{}"), RawReply.Json(Job));
        using MistralClient client = TestClient.For(server.BaseUri);

        _ = await Assert.ThrowsAsync<MistralApiException>(() => client.Batch.CreateAsync(new BatchJobRequest { Endpoint = Chat, InputFiles = ["f1"] }, cancellationToken: Cancellation));

        _ = Assert.Single(server.Requests);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("""{"data":[{"id":"a","input_files":["f0"]},{"input_files":["f1"]},7,{"id":"b","input_files":["f1"]}],"total":2}""", "b")]
    [InlineData("""{"data":[],"total":0}""", null)]
    [InlineData("""{"total":0}""", null)]
    public async Task The_job_of_a_file_is_found_in_the_list(string list, string? expected)
    {
        using RawServer server = RawServer.Start(RawReply.Json(list));
        using MistralClient client = TestClient.For(server.BaseUri);

        BatchJob? job = await client.Batch.FindAsync("f1", cancellationToken: Cancellation);

        Assert.Equal(expected, job?.Id);
        Assert.Equal("GET /v1/batch/jobs?page=0&page_size=100&order_by=-created HTTP/1.1", server.Requests[0].Line);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_response_without_a_job_is_an_error()
    {
        using RawServer server = RawServer.Start(RawReply.Json("""{"status":"QUEUED"}"""));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException failure = await Assert.ThrowsAsync<MistralApiException>(() => client.Batch.GetAsync("j1", cancellationToken: Cancellation));

        Assert.Equal(MistralErrorKind.InvalidResponse, failure.Kind);
    }

    [Theory]
    [InlineData("""{"custom_id":"a","response":{"status_code":200,"body":{"choices":[]}},"error":null}""", null, null)]
    [InlineData("""{"custom_id":"a","response":{"body":{"choices":[]}},"error":{}}""", null, null)]
    [InlineData("""{"custom_id":"a","response":{"status_code":422,"body":{"detail":"not this"}}}""", MistralErrorKind.InvalidRequest, "not this")]
    [InlineData("""{"custom_id":"a","response":{"status_code":429,"body":{"object":"error","message":"slow down","code":"1300"}}}""", MistralErrorKind.RateLimited, "slow down")]
    [InlineData("""{"custom_id":"a","response":{"status_code":500,"body":null}}""", MistralErrorKind.ServerError, "The server refused the request with status 500.")]
    [InlineData("""{"custom_id":"a","response":{"status_code":200,"body":{"object":"error","message":"odd"}}}""", MistralErrorKind.ServerError, "odd")]
    [InlineData("""{"custom_id":"a","response":null,"error":{"message":"gone","code":"x"}}""", MistralErrorKind.ServerError, "gone")]
    [InlineData("""{"custom_id":"a","response":null,"error":"plain text"}""", MistralErrorKind.ServerError, "plain text")]
    [InlineData("""{"custom_id":"a"}""", MistralErrorKind.ServerError, "The server returned neither a response nor an error.")]
    [InlineData("""{"custom_id":"a","response":[1],"error":7}""", MistralErrorKind.ServerError, null)]
    public void A_line_says_whether_its_request_succeeded(string line, MistralErrorKind? kind, string? message)
    {
        BatchResult result = BatchResult.Parse(Encoding.UTF8.GetBytes(line), Chat, new KeyRedactor(key: null));

        Assert.Equal("a", result.CustomId);
        Assert.Equal(kind, result.Failure?.Kind);
        Assert.True(message is null || message == result.Failure!.Message, result.Failure?.Message);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{\"a\":")]
    public void A_line_that_is_no_object_is_an_error(string line) =>
        Assert.ThrowsAny<JsonException>(() => BatchResult.Parse(Encoding.UTF8.GetBytes(line), Chat, new KeyRedactor(key: null)));

    [Fact]
    public void The_errors_of_a_job_have_their_counts()
    {
        JsonElement json = JsonSerializer.Deserialize<JsonElement>("""{"errors":[{"message":"bad","count":3},{"message":"worse","count":1},"odd"],"status":"TIMEOUT_EXCEEDED","input_files":["a",7],"total_requests":"x"}""");
        BatchJob job = new(json, "j", new KeyRedactor(key: null));

        Assert.Equal(["bad (3 times)", "worse", "odd"], job.Errors);
        Assert.True(job.HasEnded);
        Assert.Equal(["a"], job.InputFiles);
        Assert.Equal(0, job.Total);
    }
}

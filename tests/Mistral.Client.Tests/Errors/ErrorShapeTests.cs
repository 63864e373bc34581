using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>Every shape of error body that the API and what stands before it are known to send.</summary>
public sealed class ErrorShapeTests : ClientTests
{
    /// <summary>Status, body, kind, code, type, message, and the details as <c>location;message;type</c>.</summary>
    public static TheoryData<string, int, string, MistralErrorKind, string?, string?, string, string[]> Shapes => new()
    {
        {
            "documented", 400,
            """{"object":"error","message":"Invalid model: nope","type":"invalid_request_error","param":"model","code":"unknown_model"}""",
            MistralErrorKind.InvalidRequest, "unknown_model", "invalid_request_error", "Invalid model: nope", []
        },
        {
            "live", 403,
            """{"object":"error","message":"Your plan does not allow this.","type":"tier_not_allowed","param":null,"code":"1910","raw_status_code":403}""",
            MistralErrorKind.PermissionDenied, "1910", "tier_not_allowed", "Your plan does not allow this.", []
        },
        {
            "text that steers a console", 400,
            """{"message":"a\u001b[31mb\u0007\u009bc\nd"}""",
            MistralErrorKind.InvalidRequest, null, null, "a\uFFFD[31mb\uFFFD\uFFFDc\nd", []
        },
        {
            "live without a code", 400,
            """{"object":"error","message":"Bad","type":"invalid_request_error","param":null,"code":null,"raw_status_code":400}""",
            MistralErrorKind.InvalidRequest, null, "invalid_request_error", "Bad", []
        },
        {
            "guardrail failure", 500,
            """{"object":"Error","message":"Guardrail failed","type":"guardrail_error","code":3201,"guardrails":[{"x":1}]}""",
            MistralErrorKind.ServerError, "3201", "guardrail_error", "Guardrail failed", []
        },
        {
            "validation", 422,
            """{"detail":[{"loc":["body","messages",0,"role"],"msg":"Field required","type":"missing","input":{"a":1},"ctx":{"b":2}},{"loc":["query","page"],"msg":"Input should be an integer","type":"int_parsing"}]}""",
            MistralErrorKind.InvalidRequest, null, null,
            "body.messages.0.role: Field required; query.page: Input should be an integer",
            ["body.messages.0.role;Field required;missing", "query.page;Input should be an integer;int_parsing"]
        },
        {
            "validation without places", 422,
            """{"detail":[{"msg":"Value error"},"plain text",{"loc":[],"msg":"Other","type":"t"}]}""",
            MistralErrorKind.InvalidRequest, null, null, "Value error; plain text; Other", [";Value error;", ";plain text;", ";Other;t"]
        },
        {
            "validation of nothing", 422, """{"detail":[]}""",
            MistralErrorKind.InvalidRequest, null, null, "The server refused the request (HTTP 422).", []
        },
        {
            "nested validation", 422,
            """{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","seed"],"msg":"Extra inputs are not permitted","input":1}]},"type":"invalid_request_error","param":null,"code":"1401","raw_status_code":422}""",
            MistralErrorKind.InvalidRequest, "1401", "invalid_request_error", "body.seed: Extra inputs are not permitted", ["body.seed;Extra inputs are not permitted;extra_forbidden"]
        },
        {
            "gateway detail", 401, """{"detail":"Unauthorized"}""",
            MistralErrorKind.Authentication, null, null, "Unauthorized", []
        },
        {
            "gateway message and id", 401, """{"message":"Unauthorized","request_id":"r-1"}""",
            MistralErrorKind.Authentication, null, null, "Unauthorized", []
        },
        {
            "gateway message", 404, """{"message":"no Route matched with those values"}""",
            MistralErrorKind.NotFound, null, null, "no Route matched with those values", []
        },
        {
            "gateway without words of its own", 404, """{"detail":"Not Found"}""",
            MistralErrorKind.NotFound, null, null, "Not Found: POST /v1/chat/completions.", []
        },
        {
            "observability", 404, """{"detail":{"message":"Dataset not found","error_code":"DATASET_NOT_FOUND"}}""",
            MistralErrorKind.NotFound, "DATASET_NOT_FOUND", null, "Dataset not found", []
        },
        {
            "observability without a code", 409, """{"detail":{"message":"Busy","error_code":null}}""",
            MistralErrorKind.Conflict, null, null, "Busy", []
        },
        {
            "workflows", 400, """{"detail":"Workflow is not running","code":"WF_1100","extra":{"a":1}}""",
            MistralErrorKind.InvalidRequest, "WF_1100", null, "Workflow is not running", []
        },
        {
            "blocked by a guardrail", 403, """{"error":{"message":"Content blocked by guardrail","status":403},"guardrails":{"results":{"a":1}}}""",
            MistralErrorKind.PermissionDenied, null, null, "Content blocked by guardrail", []
        },
        {
            "workflow event", 500, """{"error":"Worker lost","reason":"timeout"}""",
            MistralErrorKind.ServerError, null, null, "Worker lost", []
        },
        {
            "realtime", 400, """{"type":"error","error":{"message":"Bad audio","code":3740}}""",
            MistralErrorKind.InvalidRequest, "3740", "error", "Bad audio", []
        },
        {
            "a running SCIM run", 409, """{"run_id":"5c0f","status":"running"}""",
            MistralErrorKind.Conflict, null, null, "The object's state does not allow it (HTTP 409).", []
        },
        {
            "empty object", 400, "{}",
            MistralErrorKind.InvalidRequest, null, null, "The server refused the request (HTTP 400).", []
        },
        {
            "blank message", 500, """{"message":"  ","type":""}""",
            MistralErrorKind.ServerError, null, null, "The server failed (HTTP 500).", []
        },
        {
            "array", 500, "[1,2]",
            MistralErrorKind.ServerError, null, null, "The server failed (HTTP 500).", []
        },
        {
            "string", 500, "\"oops\"",
            MistralErrorKind.ServerError, null, null, "oops", []
        },
        {
            "list of one", 400, """[{"error":{"code":400,"message":"API key not valid","status":"INVALID_ARGUMENT"}}]""",
            MistralErrorKind.InvalidRequest, "400", null, "API key not valid", []
        },
        {
            "list of texts", 400, """["Bad","Worse"]""",
            MistralErrorKind.InvalidRequest, null, null, "Bad", []
        },
        {
            "errors", 400, """{"errors":[{"message":"No such model","code":7003},"Try again"]}""",
            MistralErrorKind.InvalidRequest, null, null, "No such model; Try again", [";No such model;", ";Try again;"]
        },
        {
            "errors within an error", 400, """{"error":{"errors":[{"loc":["body","x"],"msg":"No"}]}}""",
            MistralErrorKind.InvalidRequest, null, null, "body.x: No", ["body.x;No;"]
        },
        {
            "message as an object", 400, """{"message":{"text":"No room","more":1}}""",
            MistralErrorKind.InvalidRequest, null, null, """{"text":"No room","more":1}""", []
        },
        {
            "message within a message", 400, """{"error":{"message":{"message":"No room"},"code":9}}""",
            MistralErrorKind.InvalidRequest, null, null, "No room", []
        },
        {
            "message as a list", 400, """{"message":["No","room"]}""",
            MistralErrorKind.InvalidRequest, null, null, "No; room", [";No;", ";room;"]
        },
        {
            "byte order mark", 400, "\uFEFF{\"message\":\"No\"}",
            MistralErrorKind.InvalidRequest, null, null, "No", []
        },
        {
            "half of a surrogate pair", 400, """{"message":"No\ud800"}""",
            MistralErrorKind.InvalidRequest, null, null, "No\uFFFD", []
        },
        {
            "broken JSON", 400, """{"message":"half a se""",
            MistralErrorKind.InvalidRequest, null, null, "The server refused the request (HTTP 400).", []
        },
        {
            "empty body", 503, "",
            MistralErrorKind.ServerError, null, null, "The server failed (HTTP 503).", []
        },
    };

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Shapes))]
    public async Task An_error_body_is_read(
        string shape, int status, string body, MistralErrorKind kind, string? code, string? type, string message, string[] details)
    {
        using RawServer server = RawServer.Start(RawReply.Of(status, body, RawReply.JsonType, "mistral-correlation-id: c-7"));
        using MistralClient client = new(TestClient.Options(server.BaseUri, TestKey.New()) with { Retry = TestClient.NoRetry });

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Chat.CompleteAsync(TestClient.Ask(), cancellationToken: Cancellation));

        Assert.NotEmpty(shape);
        Assert.Equal((kind, (int?)status, code, type), (e.Kind, e.StatusCode, e.ErrorCode, e.ErrorType));
        Assert.Equal(message, e.Message);
        Assert.Equal(details, e.ValidationErrors.Select(d => $"{d.Location};{d.Message};{d.Type}"));
        Assert.Equal("c-7", e.CorrelationId);
        Assert.Equal("POST /v1/chat/completions", e.Operation);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(502)]
    [InlineData(504)]
    [InlineData(404)]
    public async Task An_HTML_page_from_a_gateway_is_named_but_not_quoted(int status)
    {
        using RawServer server = RawServer.Start(RawReply.Of(status, "<html><body><h1>Bad Gateway</h1></body></html>", "text/html; charset=utf-8"));
        using MistralClient client = new(TestClient.Options(server.BaseUri, TestKey.New()) with { Retry = TestClient.NoRetry });

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal(status, e.StatusCode);
        Assert.Contains("text/html", e.Message);
        Assert.DoesNotContain("<", e.Message);
        Assert.Null(e.CorrelationId);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(503, "upstream connect error or disconnect/reset before headers\n", "upstream connect error or disconnect/reset before headers")]
    [InlineData(429, "\u001b[31mToo many", "\uFFFD[31mToo many")]
    [InlineData(500, "  ", "The server failed (HTTP 500) with a response of type text/plain, which may come from a proxy or a gateway.")]
    public async Task A_plain_text_body_becomes_the_message(int status, string body, string message)
    {
        using RawServer server = RawServer.Start(RawReply.Of(status, body, "text/plain; charset=utf-8"));
        using MistralClient client = new(TestClient.Options(server.BaseUri, TestKey.New()) with { Retry = TestClient.NoRetry });

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal((message, (int?)status), (e.Message, e.StatusCode));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("""{"object":"error","message":"Overloaded","type":"server_error","code":"3505"}""")]
    [InlineData("""{"object":"Error","message":"Overloaded","type":"server_error","code":3505}""")]
    public async Task An_error_object_with_a_success_status_throws_for_any_operation(string body)
    {
        using RawServer server = RawServer.Start(RawReply.Json(body));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralResponse reply = await client.SendAsync(TestClient.Get("/v1/x"), cancellationToken: Cancellation);
        MistralApiException e = Assert.Throws<MistralApiException>(() => reply.ReadJson());

        Assert.Equal((MistralErrorKind.ServerError, "Overloaded", "3505", "server_error", (int?)200), (e.Kind, e.Message, e.ErrorCode, e.ErrorType, e.StatusCode));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task An_error_field_in_a_successful_object_is_not_an_error()
    {
        using RawServer server = RawServer.Start(RawReply.Json("""{"object":"job","error":{"message":"Row 7"},"message":"Done","detail":"x"}"""));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralResponse reply = await client.SendAsync(TestClient.Get("/v1/x"), cancellationToken: Cancellation);

        Assert.Equal("Done", reply.ReadJson().GetProperty("message").GetString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_truncated_error_body_keeps_its_status()
    {
        using RawServer server = RawServer.Start(RawReply.CutOff(404, """{"message":"There is no su"""));
        using MistralClient client = new(TestClient.Options(server.BaseUri, TestKey.New()) with { Retry = TestClient.NoRetry });

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal((MistralErrorKind.NotFound, (int?)404), (e.Kind, e.StatusCode));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task An_error_body_that_is_not_UTF8_keeps_its_status()
    {
        byte[] latin = [.. "{\"message\":\"caf"u8, 0xE9, .. "\",\"code\":\"1\"}"u8];
        using RawServer server = RawServer.Start(RawReply.Of(400, latin));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal((MistralErrorKind.InvalidRequest, (int?)400), (e.Kind, e.StatusCode));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_very_long_message_is_shortened()
    {
        using RawServer server = RawServer.Start(RawReply.Of(400, $$"""{"message":"{{new string('x', 100_000)}}"}"""));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.InRange(e.Message.Length, 1000, 3000);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(400, MistralErrorKind.InvalidRequest)]
    [InlineData(401, MistralErrorKind.Authentication)]
    [InlineData(402, MistralErrorKind.PaymentRequired)]
    [InlineData(403, MistralErrorKind.PermissionDenied)]
    [InlineData(404, MistralErrorKind.NotFound)]
    [InlineData(405, MistralErrorKind.InvalidRequest)]
    [InlineData(407, MistralErrorKind.ProxyAuthentication)]
    [InlineData(408, MistralErrorKind.Timeout)]
    [InlineData(409, MistralErrorKind.Conflict)]
    [InlineData(410, MistralErrorKind.NotFound)]
    [InlineData(413, MistralErrorKind.InvalidRequest)]
    [InlineData(422, MistralErrorKind.InvalidRequest)]
    [InlineData(429, MistralErrorKind.RateLimited)]
    [InlineData(500, MistralErrorKind.ServerError)]
    [InlineData(501, MistralErrorKind.ServerError)]
    [InlineData(502, MistralErrorKind.ServerError)]
    [InlineData(503, MistralErrorKind.ServerError)]
    [InlineData(504, MistralErrorKind.ServerError)]
    [InlineData(425, MistralErrorKind.ServerError)]
    [InlineData(524, MistralErrorKind.ServerError)]
    [InlineData(529, MistralErrorKind.ServerError)]
    [InlineData(304, MistralErrorKind.InvalidResponse)]
    public async Task The_status_determines_the_kind_of_error(int status, MistralErrorKind kind)
    {
        using RawServer server = RawServer.Start(RawReply.Of(status, status == 304 ? "" : """{"message":"No"}"""));
        using MistralClient client = new(TestClient.Options(server.BaseUri, TestKey.New()) with { Retry = TestClient.NoRetry });

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal((kind, (int?)status), (e.Kind, e.StatusCode));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task An_error_has_the_rate_limits_and_the_retry_delay()
    {
        using RawServer server = RawServer.Start(RawReply.Of(
            429, """{"message":"Rate limit exceeded","code":"1300"}""", RawReply.JsonType, "Retry-After: 300", "x-ratelimit-limit-req-minute: 6", "x-ratelimit-remaining-req-minute: 0"));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal(300, e.RetryAfter!.Value.TotalSeconds);
        Assert.Equal(new RateLimitInfo { RequestLimit = 6, RequestRemaining = 0 }, e.RateLimit);
    }
}

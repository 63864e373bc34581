using System;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>What is sent to each platform, and what its errors become.</summary>
public sealed class PlatformTests : ClientTests
{
    private const string Question = """{"model":"mistral-large-2411","messages":[{"role":"user","content":"Hi"}]}""";
    private const string StreamQuestion = """{"model":"mistral-large@2407","stream":true,"messages":[]}""";
    private const string VertexBase = "/v1/projects/contoso/locations/europe-west4";

    [Theory(Timeout = Limits.Test)]
    [InlineData(MistralPlatform.Azure, "", "/v1/chat/completions", Question, "/models/chat/completions?api-version=2024-05-01-preview", "api-key")]
    [InlineData(MistralPlatform.Azure, "/models", "/v1/embeddings", "{}", "/models/embeddings?api-version=2024-05-01-preview", "api-key")]
    [InlineData(MistralPlatform.Azure, "/openai/v1", "/v1/chat/completions", Question, "/openai/v1/chat/completions", "api-key")]
    [InlineData(MistralPlatform.Azure, "/models/chat/completions?api-version=2025-01-01", "/v1/chat/completions", Question, "/models/chat/completions?api-version=2025-01-01", "api-key")]
    [InlineData(MistralPlatform.Azure, "/openai/deployments/large/chat/completions", "/v1/chat/completions", Question, "/openai/deployments/large/chat/completions", "api-key")]
    [InlineData(MistralPlatform.Azure, "", "/v1/ocr", "{}", "/providers/mistral/azure/ocr?api-version=2024-05-01-preview", "api-key")]
    [InlineData(null, "/models/chat/completions?api-version=2024-05-01-preview", "/v1/chat/completions", Question, "/models/chat/completions?api-version=2024-05-01-preview", "api-key")]
    [InlineData(MistralPlatform.Vertex, VertexBase, "/v1/chat/completions", Question, VertexBase + "/publishers/mistralai/models/mistral-large-2411:rawPredict", null)]
    [InlineData(MistralPlatform.Vertex, VertexBase, "/v1/chat/completions", StreamQuestion, VertexBase + "/publishers/mistralai/models/mistral-large@2407:streamRawPredict", null)]
    [InlineData(MistralPlatform.Vertex, VertexBase, "/v1/fim/completions", """{"prompt":"f","model":"codestral-2501"}""", VertexBase + "/publishers/mistralai/models/codestral-2501:rawPredict", null)]
    [InlineData(null, VertexBase + "/publishers/mistralai/models/any:streamRawPredict", "/v1/chat/completions", Question, VertexBase + "/publishers/mistralai/models/mistral-large-2411:rawPredict", null)]
    [InlineData(MistralPlatform.Ollama, "", "/v1/chat/completions", Question, "/v1/chat/completions", null)]
    [InlineData(MistralPlatform.VLlm, "/v1", "/v1/embeddings", "{}", "/v1/embeddings", null)]
    [InlineData(MistralPlatform.VLlm, "", "/v1/audio/transcriptions", "{}", "/v1/audio/transcriptions", null)]
    [InlineData(MistralPlatform.Ollama, "", "/api/show", "{}", "/api/show", null)]
    [InlineData(null, "/team/v1/chat/completions", "/v1/embeddings", "{}", "/team/v1/embeddings", null)]
    [InlineData(null, "/chat/completions", "/v1/chat/completions", Question, "/chat/completions", null)]
    public async Task A_request_has_the_form_of_the_platform(MistralPlatform? platform, string basePath, string path, string json, string target, string? header)
    {
        string key = TestKey.New();
        using RawServer server = RawServer.Start(RawReply.Json("{}"));
        using MistralClient client = new(TestClient.Options(new Uri(server.BaseUri, basePath), key) with { Platform = platform });

        _ = await client.SendAsync(TestClient.Post(path, json), cancellationToken: Cancellation);

        RawRequest sent = Assert.Single(server.Requests);
        Assert.Equal($"POST {target} HTTP/1.1", sent.Line);
        Assert.Equal(json, sent.BodyText);
        AssertKeyIn(header, key, sent);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("", "/v1/chat/completions", "/chat/completions")]
    [InlineData("/", "/v1/models?limit=1", "/models?limit=1")]
    [InlineData("api", "/v1/chat/completions", "/api/chat/completions")]
    [InlineData("/openai/v1/", "/v1/models", "/openai/v1/models")]
    [InlineData("/openai/v1", "/v2/prompts", "/v2/prompts")]
    [InlineData("/openai", "/v1beta/models", "/v1beta/models")]
    public async Task The_prefix_replaces_only_the_first_version_in_a_path(string prefix, string path, string target)
    {
        using RawServer server = RawServer.Start(RawReply.Json("{}"));
        using MistralClient client = new(TestClient.Options(server.BaseUri, TestKey.New()) with { PathPrefix = prefix });

        _ = await client.SendAsync(TestClient.Get(path), cancellationToken: Cancellation);

        Assert.Equal(target, Assert.Single(server.Requests).Target);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("api-key")]
    [InlineData("x-api-key")]
    [InlineData("X-Gateway-Token")]
    [InlineData("Authorization")]
    public async Task The_key_is_sent_only_in_the_chosen_header_and_the_query_with_each_request(string header)
    {
        string key = TestKey.New();
        using RawServer server = RawServer.Start(RawReply.Json("{}"));
        using MistralClient client = new(TestClient.Options(server.BaseUri, key) with
        {
            ApiKeyHeader = header,
            ApiVersion = "2025-01-01",
            Query = [new("sig", "a b&c"), new("team", "1")],
        });

        _ = await client.SendAsync(TestClient.Get("/v1/users/me", ("limit", "1")), cancellationToken: Cancellation);

        RawRequest sent = Assert.Single(server.Requests);
        Assert.Equal("/v1/users/me?limit=1&api-version=2025-01-01&sig=a%20b%26c&team=1", sent.Target);
        AssertKeyIn(header == "Authorization" ? null : header, key, sent, isBoth: header == "Authorization");
    }

    [Theory]
    [InlineData("Host")]
    [InlineData("content-type")]
    [InlineData("Content-Length")]
    [InlineData("Accept")]
    [InlineData("User-Agent")]
    [InlineData("Proxy-Authorization")]
    [InlineData("x team")]
    [InlineData("x:y")]
    [InlineData("")]
    public void A_header_that_cannot_contain_the_key_is_refused(string header) => AssertRefused(o => o with { ApiKeyHeader = header });

    [Theory]
    [InlineData("/a?b")]
    [InlineData("https://other.example")]
    [InlineData("//other.example/v1")]
    [InlineData("/a/../b")]
    [InlineData("/a b")]
    [InlineData("/a#b")]
    [InlineData("\\a")]
    public void A_prefix_that_is_not_a_path_is_refused_or_stays_a_path(string prefix)
    {
        if (prefix.StartsWith("//", StringComparison.Ordinal))
        {
            using MistralClient client = new(Options() with { PathPrefix = prefix });
            Assert.Equal("gateway.example", client.BaseUri.Host);
            return;
        }

        AssertRefused(o => o with { PathPrefix = prefix });
    }

    [Theory]
    [InlineData(MistralPlatform.Azure, "https://api.mistral.ai")]
    [InlineData(MistralPlatform.Vertex, "https://api.mistral.ai")]
    [InlineData(MistralPlatform.Vertex, "https://europe-west4-aiplatform.googleapis.com")]
    [InlineData(MistralPlatform.Azure, "https://europe-west4-aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/mistralai/models/m:rawPredict")]
    [InlineData(null, "https://gateway.example/v1/chat/completions?api-version=1&sig=word")]
    public void An_address_that_does_not_fit_the_platform_is_refused_and_a_query_is_not_quoted(MistralPlatform? platform, string address)
    {
        MistralApiException e = AssertRefused(o => o with { Platform = platform, BaseUri = new Uri(address) });

        Assert.DoesNotContain("word", e.Message);
    }

    [Fact]
    public void A_serverless_deployment_of_Azure_has_the_addresses_and_the_header_of_Mistral()
    {
        using MistralClient client = new(Options() with { Platform = MistralPlatform.Azure, BaseUri = new Uri("https://large.eastus2.models.ai.azure.com") });

        Assert.Equal("/v1", client.Address.PathPrefix);
        Assert.Null(client.Address.ApiKeyHeader);
        Assert.Null(client.Address.ApiVersion);
    }

    [Fact]
    public void The_model_of_an_endpoint_of_Vertex_is_known()
    {
        using MistralClient client = new(Options() with { BaseUri = new Uri("https://europe-west4-aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/mistralai/models/mistral-large-2411:rawPredict") });

        Assert.Equal("mistral-large-2411", client.Address.Model);
        Assert.Equal("https://europe-west4-aiplatform.googleapis.com/v1/projects/p/locations/l", client.BaseUri.OriginalString);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(MistralPlatform.Azure, "GET", "/v1/models")]
    [InlineData(MistralPlatform.Azure, "POST", "/v1/fim/completions")]
    [InlineData(MistralPlatform.Vertex, "POST", "/v1/embeddings")]
    [InlineData(MistralPlatform.Ollama, "POST", "/v1/files")]
    [InlineData(MistralPlatform.Ollama, "GET", "/v1/batch/jobs?limit=1")]
    [InlineData(MistralPlatform.Ollama, "GET", "/v1/modelsx")]
    [InlineData(MistralPlatform.VLlm, "GET", "/v1/admin/api-keys")]
    [InlineData(MistralPlatform.VLlm, "GET", "/v2/prompts")]
    public async Task An_operation_that_the_platform_lacks_is_refused_before_anything_is_sent(MistralPlatform platform, string method, string path)
    {
        using RawServer server = RawServer.Start(RawReply.Json("{}"));
        using MistralClient client = new(TestClient.Options(new Uri(server.BaseUri, VertexBase), TestKey.New()) with { Platform = platform });

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.SendAsync(new MistralRequest(method, path), cancellationToken: Cancellation));

        Assert.Equal(MistralErrorKind.NotOnPlatform, e.Kind);
        Assert.Contains($"{method} {path.Split('?')[0]}", e.Message);
        Assert.Equal(0, server.Connections);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(MistralPlatform.Azure, 401, """{"error":{"code":"401","message":"Access denied due to invalid subscription key."}}""", MistralErrorKind.Authentication, "Access denied due to invalid subscription key.", "401")]
    [InlineData(MistralPlatform.Azure, 404, """{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}""", MistralErrorKind.NotFound, "The API deployment for this resource does not exist.", "DeploymentNotFound")]
    [InlineData(MistralPlatform.Azure, 400, """{"error":{"code":"unknown_model","message":"Unknown model: x","details":"Unknown model: x"}}""", MistralErrorKind.InvalidRequest, "Unknown model: x", "unknown_model")]
    [InlineData(MistralPlatform.Vertex, 403, """[{"error":{"code":403,"message":"Permission 'aiplatform.endpoints.predict' denied.","status":"PERMISSION_DENIED"}}]""", MistralErrorKind.PermissionDenied, "Permission 'aiplatform.endpoints.predict' denied.", "403")]
    [InlineData(MistralPlatform.Vertex, 401, """{"error":{"code":401,"message":"Request had invalid authentication credentials.","status":"UNAUTHENTICATED"}}""", MistralErrorKind.Authentication, "Request had invalid authentication credentials.", "401")]
    [InlineData(MistralPlatform.Ollama, 404, """{"error":"model 'mistral' not found"}""", MistralErrorKind.NotFound, "model 'mistral' not found", null)]
    [InlineData(MistralPlatform.Ollama, 404, """{"error":{"message":"model \"mistral\" not found, try pulling it first","type":"api_error","param":null,"code":null}}""", MistralErrorKind.NotFound, "model \"mistral\" not found, try pulling it first", null)]
    [InlineData(MistralPlatform.VLlm, 404, """{"object":"error","message":"The model `x` does not exist.","type":"NotFoundError","param":null,"code":404}""", MistralErrorKind.NotFound, "The model `x` does not exist.", "404")]
    [InlineData(MistralPlatform.VLlm, 400, """{"error":{"message":"max_tokens is too large","type":"BadRequestError","param":null,"code":400}}""", MistralErrorKind.InvalidRequest, "max_tokens is too large", "400")]
    public async Task An_error_has_the_message_of_the_platform(MistralPlatform platform, int status, string body, MistralErrorKind kind, string message, string? code)
    {
        using RawServer server = RawServer.Start(RawReply.Of(status, body));
        using MistralClient client = new(TestClient.Options(new Uri(server.BaseUri, VertexBase), TestKey.New()) with { Platform = platform });

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Chat.CompleteAsync(TestClient.Ask(), cancellationToken: Cancellation));

        Assert.Equal(kind, e.Kind);
        Assert.Equal(message, e.Message);
        Assert.Equal(code, e.ErrorCode);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Neither_the_key_nor_a_value_of_the_query_is_in_an_error()
    {
        string key = TestKey.New();
        string signature = TestKey.New();
        using RawServer server = RawServer.Start(RawReply.Of(401, $$"""{"message":"{{key}} at /v1?sig={{signature}}","code":"{{signature}}"}"""));
        using MistralClient client = new(TestClient.Options(server.BaseUri, key) with { ApiKeyHeader = "api-key", Query = [new("sig", signature), new("v", "1")] });

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal("[API key] at /v1?sig=[secret]", e.Message);
        Assert.Null(SecretSearch.Find(e, key));
        Assert.Null(SecretSearch.Find(e, signature));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_signed_address_gets_neither_the_key_nor_the_query_nor_the_prefix()
    {
        string key = TestKey.New();
        using RawServer server = RawServer.Start(RawReply.Json("{}"));
        using RawServer storage = RawServer.Start(RawReply.Json("{}"));
        using MistralClient client = new(TestClient.Options(server.BaseUri, key) with { ApiKeyHeader = "api-key", PathPrefix = "/models", Query = [new("sig", "word")] });

        using StreamingResponse response = await client.OpenSignedAsync(new Uri(storage.BaseUri, "/v1/file?a=b"), cancellationToken: Cancellation);

        RawRequest sent = Assert.Single(storage.Requests);
        Assert.Equal("/v1/file?a=b", sent.Target);
        Assert.True(SecretSearch.Find(sent, key) is null, "The storage has seen the key.");
    }

    private static MistralClientOptions Options() => TestClient.Options(new Uri("https://gateway.example"), TestKey.New());

    private static MistralApiException AssertRefused(Func<MistralClientOptions, MistralClientOptions> change)
    {
        MistralApiException e = Assert.Throws<MistralApiException>(() => new MistralClient(change(Options())));
        Assert.Equal(MistralErrorKind.InvalidArgument, e.Kind);
        return e;
    }

    private static void AssertKeyIn(string? header, string key, RawRequest sent, bool isBoth = false)
    {
        if (header is null)
        {
            AssertKey(key, sent);
            Assert.True(isBoth == (sent.Header("x-api-key") == key), "The key is in another header.");
            return;
        }

        Assert.True(sent.Headers(header).SequenceEqual([key]), "The header is not the key's.");
        Assert.True(sent.Head.Split([key], StringSplitOptions.None).Length == 2, "The key was sent twice.");
    }
}

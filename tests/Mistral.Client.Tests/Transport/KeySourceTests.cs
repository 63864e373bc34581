using System;
using System.Collections.Generic;
using System.Linq;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

public sealed class KeySourceTests : ClientTests
{
    [Theory(Timeout = Limits.Test)]
    [InlineData("abc\ndef")]
    [InlineData("abc\r\nX-Injected: yes")]
    [InlineData("abc def")]
    [InlineData("abc\tdef")]
    [InlineData("abcdéf")]
    [InlineData("abc\u00a0def")]
    [InlineData("abc\u007fdef")]
    [InlineData("abc\u0000def")]
    public async Task A_key_with_invalid_characters_is_refused_before_anything_is_sent(string bad)
    {
        using RawServer server = RawServer.Start(RawReply.Json("{}"));
        string key = TestKey.New() + bad;
        using MistralClient client = TestClient.For(server.BaseUri, key);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal(MistralErrorKind.InvalidApiKey, e.Kind);
        Assert.Null(SecretSearch.Find(e, key));
        Assert.Equal(0, server.Connections);
    }

    [Fact]
    public void An_empty_key_is_refused_at_once()
    {
        using SecureString empty = new();

        MistralApiException e = Assert.Throws<MistralApiException>(() => new SecureStringKeySource(empty, "the test"));

        Assert.Equal(MistralErrorKind.NoApiKey, e.Kind);
        Assert.Contains("the test", e.Message);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_blank_key_is_refused()
    {
        using RawServer server = RawServer.Start(RawReply.Json("{}"));
        using MistralClient client = TestClient.For(server.BaseUri, " \r\n ");

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal(MistralErrorKind.NoApiKey, e.Kind);
        Assert.Equal(0, server.Connections);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_trailing_line_break_is_removed()
    {
        string key = TestKey.New();
        using RawServer server = RawServer.Start(RawReply.Json("""{"data":[]}"""));
        using MistralClient client = TestClient.For(server.BaseUri, key + "\r\n");

        _ = await client.Models.ListAsync(cancellationToken: Cancellation);

        AssertKey(key, Assert.Single(server.Requests));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_key_can_be_disposed_by_the_caller_after_it_was_passed()
    {
        string key = TestKey.New();
        using RawServer server = RawServer.Start(RawReply.Json("""{"data":[]}"""));
        SecureString given = TestKey.Secure(key);
        using MistralClient client = new(TestClient.Options(server.BaseUri, key) with { KeySource = new SecureStringKeySource(given, "the test") });
        given.Dispose();

        _ = await client.Models.ListAsync(cancellationToken: Cancellation);

        AssertKey(key, Assert.Single(server.Requests));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task No_key_is_sent_when_a_gateway_adds_it()
    {
        using RawServer server = RawServer.Start(RawReply.Json("""{"data":[]}"""));
        using MistralClient client = new(new MistralClientOptions { BaseUri = server.BaseUri, KeySource = NoKeySource.Instance });

        _ = await client.Models.ListAsync(cancellationToken: Cancellation);

        Assert.Empty(Assert.Single(server.Requests).Headers("Authorization"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_custom_Authorization_header_is_sent_when_a_gateway_adds_the_key()
    {
        using RawServer server = RawServer.Start(RawReply.Json("""{"data":[]}"""));
        using MistralClient client = new(new MistralClientOptions
        {
            BaseUri = server.BaseUri,
            KeySource = NoKeySource.Instance,
            Headers = new Dictionary<string, string> { ["Authorization"] = "Basic Z2F0ZQ==" },
        });

        _ = await client.Models.ListAsync(cancellationToken: Cancellation);

        Assert.Equal("Basic Z2F0ZQ==", Assert.Single(server.Requests).Header("Authorization"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_key_in_the_environment_is_read_for_each_request()
    {
        string variable = "MISTRAL_TEST_" + Guid.NewGuid().ToString("N");
        string first = TestKey.New();
        string second = TestKey.New();
        using RawServer server = RawServer.Start(RawReply.Json("""{"data":[]}"""));
        EnvironmentKeySource source = new(variable);
        using MistralClient client = new(new MistralClientOptions { BaseUri = server.BaseUri, KeySource = source });
        Assert.False(source.IsSet);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));
        try
        {
            Environment.SetEnvironmentVariable(variable, " " + first + "\n");
            Assert.True(source.IsSet);
            _ = await client.Models.ListAsync(cancellationToken: Cancellation);
            Environment.SetEnvironmentVariable(variable, second);
            _ = await client.Models.ListAsync(cancellationToken: Cancellation);
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }

        Assert.Equal(MistralErrorKind.NoApiKey, e.Kind);
        Assert.Contains(variable, e.Message);
        Assert.Equal("environment variable " + variable, source.Description);
        Assert.Equal(2, server.Requests.Count);
        AssertKey(first, server.Requests[0]);
        AssertKey(second, server.Requests[1]);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_changed_key_is_sent_once_after_a_refusal()
    {
        string old = TestKey.New();
        string current = TestKey.New();
        ChangingKeySource source = new(old, current);
        using RawServer server = RawServer.Start(RawReply.Of(401, """{"detail":"Unauthorized"}"""), RawReply.Json(TestClient.ChatReply));
        using MistralClient client = new(TestClient.Options(server.BaseUri, "unused") with { KeySource = source });
        ProgressLog progress = new();

        ChatCompletion reply = await client.Chat.CompleteAsync(TestClient.Ask(), progress, Cancellation);

        Assert.Equal("Paris", reply.Choices[0].Message!.Content);
        Assert.Equal(2, server.Requests.Count);
        AssertKey(old, server.Requests[0]);
        AssertKey(current, server.Requests[1]);
        Assert.Equal(server.Requests[0].Body, server.Requests[1].Body);
        Assert.Equal((2, 1), (source.Reads, source.ReadsAgain));
        TransportEvent.KeyChanged changed = Assert.Single(progress.Events.OfType<TransportEvent.KeyChanged>());
        Assert.Equal("the test's vault", changed.Source);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task An_unchanged_key_is_not_sent_again()
    {
        ChangingKeySource source = new(TestKey.New());
        using RawServer server = RawServer.Start(RawReply.Of(401, """{"detail":"Unauthorized"}"""));
        using MistralClient client = new(TestClient.Options(server.BaseUri, "unused") with { KeySource = source });

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal(MistralErrorKind.Authentication, e.Kind);
        _ = Assert.Single(server.Requests);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_key_that_keeps_changing_is_sent_only_once_more()
    {
        ChangingKeySource source = new(TestKey.New(), TestKey.New(), TestKey.New(), TestKey.New());
        using RawServer server = RawServer.Start(RawReply.Of(401, """{"detail":"Unauthorized"}"""));
        using MistralClient client = new(TestClient.Options(server.BaseUri, "unused") with { KeySource = source });

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal(MistralErrorKind.Authentication, e.Kind);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_refusal_without_a_key_is_final()
    {
        using RawServer server = RawServer.Start(RawReply.Of(401, """{"detail":"Unauthorized"}"""));
        using MistralClient client = new(new MistralClientOptions { BaseUri = server.BaseUri, KeySource = NoKeySource.Instance });

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal(MistralErrorKind.Authentication, e.Kind);
        _ = Assert.Single(server.Requests);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_create_request_is_sent_again_with_the_changed_key()
    {
        // The server refused the request, so it was not processed.
        ChangingKeySource source = new(TestKey.New(), TestKey.New());
        using RawServer server = RawServer.Start(RawReply.Of(401, "{}"), RawReply.Json("{}"));
        using MistralClient client = new(TestClient.Options(server.BaseUri, "unused") with { KeySource = source });

        _ = await client.SendAsync(TestClient.Post("/v1/x", "{}", isRepeatable: false), cancellationToken: Cancellation);

        Assert.Equal(2, server.Requests.Count);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Other_requests_continue_while_a_key_is_read_again()
    {
        // Only one request at a time is allowed, and reading the key needs a request first.
        const string onlyOne = "x-ratelimit-limit-req-minute: 60\r\nx-ratelimit-remaining-req-minute: 1";
        using RawServer server = RawServer.Start(
            RawReply.Of(200, "{}", RawReply.JsonType, onlyOne), RawReply.Of(401, "{}", RawReply.JsonType, onlyOne), RawReply.Json("{}"));
        BusyKeySource source = new(TestKey.New(), TestKey.New());
        using MistralClient client = new(TestClient.Options(server.BaseUri, "unused") with { KeySource = source });
        source.BeforeReading = () => client.SendAsync(TestClient.Get("/v1/before"), cancellationToken: Cancellation);
        _ = await client.SendAsync(TestClient.Get("/v1/first"), cancellationToken: Cancellation);

        _ = await client.SendAsync(TestClient.Get("/v1/x"), cancellationToken: Cancellation).Within(Limits.Patience);

        Assert.Equal(["/v1/first", "/v1/x", "/v1/before", "/v1/x"], server.Requests.Select(r => r.Target));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task The_wait_for_a_key_can_be_cancelled()
    {
        using CancellationTokenSource leave = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        SlowKeySource source = new();
        using RawServer server = RawServer.Start(RawReply.Json("{}"));
        using MistralClient client = new(TestClient.Options(server.BaseUri, "unused") with { KeySource = source });
        Task<IReadOnlyList<ModelCard>> models = client.Models.ListAsync(cancellationToken: leave.Token);

        leave.CancelAfter(TimeSpan.FromMilliseconds(1));

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => models.Within(Limits.Prompt));
        Assert.Equal(0, server.Connections);
    }

    /// <summary>A key source that sends a request before it returns the key.</summary>
    private sealed class BusyKeySource(string key, string later) : ApiKeySource
    {
        private string _key = key;

        public Func<Task> BeforeReading { get; set; } = null!;

        public override string Description => "a busy vault";

        public override SecureString? LastKey => TestKey.Secure(_key);

        public override ValueTask<SecureString?> GetAsync(CancellationToken cancellationToken) => new(TestKey.Secure(_key));

        public override async ValueTask<SecureString?> RefreshAsync(SecureString refused, IProgress<TransportEvent>? progress, CancellationToken cancellationToken)
        {
            await BeforeReading();
            _key = later;
            return TestKey.Secure(_key);
        }
    }
}

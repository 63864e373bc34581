using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

public sealed class ClassifierTests : ClientTests
{
    private const string Good = """{"id":"mod-1","model":"m","results":[{"categories":{"pii":true,"new_one":false},"category_scores":{"pii":0.9,"new_one":0}}],"usage":{"prompt_tokens":3,"total_tokens":3}}""";

    private static readonly ClassifierRequest s_texts = new() { Model = "m", Texts = ["a \"text\""] };
    private static readonly ClassifierRequest s_chats = new() { Model = "m", Conversations = [[ChatMessage.System("s"), ChatMessage.User("u")]] };

    [Fact(Timeout = Limits.Test)]
    public async Task Texts_and_conversations_are_sent_to_their_operations_in_their_formats()
    {
        using RawServer server = RawServer.Start(
            RawReply.Json(Good), RawReply.Json(Good), RawReply.Json("""{"results":[{"topic":{"scores":{"a":1,"b":0.5}}}]}"""), RawReply.Json("""{"results":[{"topic":{"scores":{"a":1}}}]}"""));
        using MistralClient client = TestClient.For(server.BaseUri);

        ClassifierResponse<ModerationScores> moderated = await client.Classifiers.ModerateAsync(
            s_texts with { Metadata = JsonDocument.Parse("""{"team":"a"}""").RootElement }, cancellationToken: Cancellation);
        _ = await client.Classifiers.ModerateAsync(s_chats, cancellationToken: Cancellation);
        ClassifierResponse<ClassificationScores> classified = await client.Classifiers.ClassifyAsync(s_texts, cancellationToken: Cancellation);
        _ = await client.Classifiers.ClassifyAsync(s_chats, cancellationToken: Cancellation);

        const string Messages = """[{"role":"system","content":"s"},{"role":"user","content":"u"}]""";
        Assert.Equal(
            [
                """POST /v1/moderations {"model":"m","metadata":{"team":"a"},"input":["a \"text\""]}""",
                $$"""POST /v1/chat/moderations {"model":"m","input":[{{Messages}}]}""",
                """POST /v1/classifications {"model":"m","input":["a \"text\""]}""",
                $$"""POST /v1/chat/classifications {"model":"m","input":[{"messages":{{Messages}}}]}""",
            ],
            server.Requests.Select(r => $"{r.Method} {r.Target} {r.BodyText}"));
        ModerationScores scores = Assert.Single(moderated.Results);
        Assert.True(scores.Categories["pii"]);
        Assert.False(scores.Categories["new_one"]);
        Assert.Equal(0.9, scores.Scores["pii"]);
        Assert.Equal(("mod-1", "m", 3), (moderated.Id, moderated.Model, moderated.Usage!.TotalTokens));
        Assert.Equal(0.5, Assert.Single(classified.Results).Targets["topic"]["b"]);
    }

    // What is not clearly harmless must not pass for it.
    [Theory(Timeout = Limits.Test)]
    [InlineData("""{"results":[]}""")]
    [InlineData("""{"results":null}""")]
    [InlineData("""{}""")]
    [InlineData("""[1]""")]
    [InlineData("""{"results":[null]}""")]
    [InlineData("""{"results":[{}]}""")]
    [InlineData("""{"results":[{"categories":{},"category_scores":{}}]}""")]
    [InlineData("""{"results":[{"categories":{"pii":null},"category_scores":{"pii":0.9}}]}""")]
    [InlineData("""{"results":[{"categories":{"pii":"no"},"category_scores":{"pii":0.9}}]}""")]
    [InlineData("""{"results":[{"categories":{"pii":false}}]}""")]
    [InlineData("""{"results":[{"categories":{"pii":false},"category_scores":{"pii":"high"}}]}""")]
    [InlineData("""{"results":[{"categories":{"pii":false},"category_scores":{"pii":0}},{"categories":{"pii":false},"category_scores":{"pii":0}}]}""")]
    public async Task A_moderation_without_a_clear_result_for_each_input_is_an_error(string body)
    {
        using RawServer server = RawServer.Start(RawReply.Json(body));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Classifiers.ModerateAsync(s_texts, cancellationToken: Cancellation));

        Assert.Equal(MistralErrorKind.InvalidResponse, e.Kind);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("""{"results":[{}]}""")]
    [InlineData("""{"results":[{"topic":{}}]}""")]
    [InlineData("""{"results":[{"topic":{"scores":{}}}]}""")]
    [InlineData("""{"results":[{"topic":{"scores":[1]}}]}""")]
    public async Task A_classification_without_scores_is_an_error(string body)
    {
        using RawServer server = RawServer.Start(RawReply.Json(body));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Classifiers.ClassifyAsync(s_chats, cancellationToken: Cancellation));

        Assert.Equal(MistralErrorKind.InvalidResponse, e.Kind);
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>In which forms a key is found in an error, how long that may take, and what is left alone.</summary>
public sealed class KeyRedactionTests : ClientTests
{
    private const int BodySize = 900_000;

    private readonly string _key = TestKey.New();

    public static TheoryData<string, string> LongBodies => new()
    {
        { "keys", "KEY" },
        { "URL escapes", "%41%42" },
        { "JSON escapes of a key's first character", @"\\u006B" },
        { "HTML entities", "&#107;" },
        { "Base64 forms of the key", "BASE64 " },
        { "the key without its last character", "SHORT" },
    };

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(LongBodies))]
    public async Task A_long_error_is_redacted_in_linear_time(string what, string unit)
    {
        Assert.NotEmpty(what);
        MistralApiException e = await FailAsync($$"""{"message":"{{Repeat(Fill(unit))}}"}""");

        Assert.InRange(e.Message.Length, 1, 2100);
        Assert.Null(SecretSearch.Find(e, _key));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Many_validation_errors_make_a_message_of_limited_length_in_linear_time()
    {
        string details = string.Join(",", Enumerable.Repeat($$"""{"loc":["{{_key}}"],"msg":"{{_key}}"}""", 10_000));

        MistralApiException e = await FailAsync($$"""{"detail":[{{details}}]}""");

        Assert.InRange(e.Message.Length, 1, 2100);
        Assert.InRange(e.ValidationErrors.Count, 1, 100);
        Assert.Null(SecretSearch.Find(e, _key));
    }

    [Theory]
    [InlineData("")]
    [InlineData("u")]
    [InlineData("us")]
    public async Task The_Base64_forms_of_a_key_are_not_in_the_error(string before)
    {
        string encoded = Convert.ToBase64String(Encoding.ASCII.GetBytes($"{before}{_key}:"));
        string urlSafe = encoded.Replace('+', '-').Replace('/', '_').TrimEnd('=');

        MistralApiException e = await FailAsync($$"""{"message":"Got {{encoded}} and {{urlSafe}}."}""");

        Assert.Equal("Got [API key] and [API key].", e.Message);
    }

    [Fact]
    public async Task The_Base64_form_of_a_key_is_found_in_its_URL_safe_alphabet()
    {
        // Characters whose Base64 form contains + and /.
        const string Key = "k?>?>?>?>?>~~~";
        string urlSafe = Convert.ToBase64String(Encoding.ASCII.GetBytes(Key)).Replace('+', '-').Replace('/', '_');
        Assert.Contains('-', urlSafe);

        Assert.Equal("Got [API key].", (await FailAsync($$"""{"message":"Got {{urlSafe}}."}""", Key)).Message);
    }

    [Theory]
    [InlineData("a", "A bad value at a.", "[API key] bad value at [API key].")]
    [InlineData("text", "The context of text is texture.", "The context of [API key] is texture.")]
    [InlineData("api-key", "No my-api-keys, no api-key.", "No my-api-keys, no [API key].")]
    public async Task A_short_key_is_not_redacted_inside_words(string key, string message, string shown) =>
        Assert.Equal(shown, (await FailAsync($$"""{"message":"{{message}}"}""", key)).Message);

    [Theory]
    [InlineData("start-of-key%25end-of-key")]
    [InlineData("start-of-key%25%2525end-of-key")]
    [InlineData("start-of-key\\\\end-of-key")]
    [InlineData("start-of-key\\\\u005cend-of-key")]
    [InlineData("start-of-key&amp;end-of-key")]
    [InlineData("start-of-key\\\\%25&amp;&amp;%25end-of-key")]
    public async Task A_key_that_contains_escapes_of_its_own_is_not_in_the_error(string key)
    {
        string[] forms = [key, Uri.EscapeDataString(key), WebUtility.HtmlEncode(key), JsonSerializer.Serialize(key).Trim('"')];

        foreach (string form in forms)
        {
            MistralApiException e = await FailAsync(JsonSerializer.Serialize(new { message = $"No ({form})." }), key);

            Assert.Equal("No ([API key]).", e.Message);
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("a")]
    [InlineData("text")]
    [InlineData("event")]
    [InlineData("stream")]
    [InlineData("event-stream")]
    [InlineData("text/event-stream")]
    public async Task A_key_that_is_part_of_the_content_type_does_not_break_a_stream(string key)
    {
        List<string> deltas = [];
        using RawServer server = RawServer.Start(RawReply.Events(Sse.Chunk("one") + Sse.Done));
        using MistralClient client = TestClient.For(server.BaseUri, key);

        await foreach (ChatCompletionChunk chunk in client.Chat.StreamAsync(TestClient.Ask(), cancellationToken: Cancellation))
        {
            deltas.Add(Sse.Text(chunk));
        }

        Assert.Equal(["one"], deltas);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("application")]
    [InlineData("application/json")]
    public async Task A_key_that_is_part_of_the_JSON_content_type_does_not_change_the_error(string key)
    {
        using RawServer server = RawServer.Start(RawReply.Json("[1"));
        using MistralClient client = TestClient.For(server.BaseUri, key);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.DoesNotContain("login page", e.Message);
    }

    private string Fill(string unit) => unit switch
    {
        "SHORT" => _key.Substring(0, _key.Length - 1),
        _ => unit.Replace("KEY", _key).Replace("BASE64", Convert.ToBase64String(Encoding.ASCII.GetBytes(_key))),
    };

    private static string Repeat(string unit) => new StringBuilder().Insert(0, unit, BodySize / unit.Length).ToString();

    private async Task<MistralApiException> FailAsync(string body, string? key = null)
    {
        using RawServer server = RawServer.Start(RawReply.Of(400, body));
        using MistralClient client = TestClient.For(server.BaseUri, key ?? _key);
        return await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation)).Within(Limits.Patience);
    }
}

using System;
using System.Collections.Generic;

namespace Mistral.Client.Tests;

/// <summary>Makes clients that wait a millisecond where others wait a second.</summary>
internal static class TestClient
{
    public const string ChatPath = "/v1/chat/completions";

    /// <summary>The smallest complete chat response.</summary>
    public const string ChatReply = """{"choices":[{"index":0,"message":{"role":"assistant","content":"Paris"},"finish_reason":"stop"}]}""";

    public static RetryOptions QuickRetry { get; } = new() { BaseDelay = TimeSpan.FromMilliseconds(1) };

    public static RetryOptions NoRetry { get; } = new() { MaximumRetryCount = 0 };

    public static MistralClientOptions Options(Uri baseUri, string key) =>
        new() { BaseUri = baseUri, KeySource = TestKey.Source(key), Retry = QuickRetry };

    public static MistralClient For(Uri baseUri) => For(baseUri, TestKey.New());

    public static MistralClient For(Uri baseUri, string key) => new(Options(baseUri, key));

    public static ChatCompletionRequest Ask(string question = "Which is the capital of France?") =>
        new() { Model = "mistral-small-latest", Messages = [ChatMessage.User(question)] };

    public static MistralRequest Post(string path, string json, bool isRepeatable = true) =>
        new("POST", path) { Body = RequestBody.Json(System.Text.Encoding.UTF8.GetBytes(json)), IsRepeatable = isRepeatable };

    public static MistralRequest Get(string path, params (string Name, string Value)[] query)
    {
        MistralRequest request = new("GET", path);
        foreach ((string name, string value) in query)
        {
            request.Query.Add(new KeyValuePair<string, string>(name, value));
        }

        return request;
    }
}

using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mistral.Client.Json;

namespace Mistral.Client.Chat;

/// <summary>The JSON of chats: requests, responses, and the events of their streams.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ChatCompletionRequest))]
[JsonSerializable(typeof(AgentCompletionRequest))]
[JsonSerializable(typeof(ChatMessage))]
[JsonSerializable(typeof(ResponseFormat))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
[JsonSerializable(typeof(ChatCompletion))]
[JsonSerializable(typeof(ChatCompletionChunk))]
[JsonSerializable(typeof(ContentChunk))]
[JsonSerializable(typeof(ChatTool))]
internal sealed partial class ChatJson : JsonSerializerContext
{
    /// <summary>The only instance.</summary>
    public static ChatJson Context { get; } = new(MistralJson.CreateOptions());
}

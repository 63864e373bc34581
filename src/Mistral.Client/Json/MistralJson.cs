using System.Collections.Generic;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mistral.Client;

/// <summary>
/// How JSON is written and read everywhere: snake_case, nothing for what is not set, text as it is, values of other kinds than the
/// API says as far as they can be understood. What every reply holds has setters in place of init: for init the serializer
/// gathers all values before it makes the object, and loses the defaults of those that are missing.
/// </summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ChatCompletionRequest))]
[JsonSerializable(typeof(AgentCompletionRequest))]
[JsonSerializable(typeof(FimCompletionRequest))]
[JsonSerializable(typeof(ChatMessage))]
[JsonSerializable(typeof(ResponseFormat))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
[JsonSerializable(typeof(ChatCompletion))]
[JsonSerializable(typeof(ChatCompletionChunk))]
[JsonSerializable(typeof(ContentChunk))]
[JsonSerializable(typeof(ChatTool))]
[JsonSerializable(typeof(ConversationStartRequest))]
[JsonSerializable(typeof(ConversationAppendRequest))]
[JsonSerializable(typeof(ConversationRestartRequest))]
[JsonSerializable(typeof(ConversationResponse))]
[JsonSerializable(typeof(ConversationEntry))]
[JsonSerializable(typeof(ConversationStreamEvent))]
[JsonSerializable(typeof(EmbeddingRequest))]
[JsonSerializable(typeof(EmbeddingReply))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(ModelCard[]))]
internal sealed partial class MistralJson : JsonSerializerContext
{
    /// <summary>The one context in use. Text is not escaped beyond what JSON asks for: bodies are never put into HTML.</summary>
    public static MistralJson Context { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new TextConverter(), new Int32Converter(), new NullableInt32Converter(), new BooleanConverter(), new DateConverter(), new ElementConverter() },
    });
}

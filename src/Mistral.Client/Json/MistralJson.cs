using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mistral.Client;

/// <summary>
/// How JSON is written and read everywhere: snake_case, nothing for what is not set, text as it is. What every reply holds
/// has setters in place of init: for init the serializer gathers all values before it makes the object.
/// </summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ChatCompletionRequest))]
[JsonSerializable(typeof(AgentCompletionRequest))]
[JsonSerializable(typeof(FimCompletionRequest))]
[JsonSerializable(typeof(ChatMessage))]
[JsonSerializable(typeof(ResponseFormat))]
[JsonSerializable(typeof(string))]
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
internal sealed partial class MistralJson : JsonSerializerContext
{
    /// <summary>The one context in use. Text is not escaped beyond what JSON asks for: bodies are never put into HTML.</summary>
    public static MistralJson Context { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

using System.Text.Json.Serialization;
using Mistral.Client.Json;

namespace Mistral.Client.Conversations;

/// <summary>The JSON of conversations: requests, responses, entries, and the events of their streams.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ConversationStartRequest))]
[JsonSerializable(typeof(ConversationAppendRequest))]
[JsonSerializable(typeof(ConversationRestartRequest))]
[JsonSerializable(typeof(ConversationResponse))]
[JsonSerializable(typeof(ConversationEntry))]
[JsonSerializable(typeof(ConversationStreamEvent))]
internal sealed partial class ConversationJson : JsonSerializerContext
{
    /// <summary>The only instance.</summary>
    public static ConversationJson Context { get; } = new(MistralJson.CreateOptions());
}

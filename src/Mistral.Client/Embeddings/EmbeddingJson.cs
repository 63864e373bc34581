using System.Text.Json.Serialization;
using Mistral.Client.Json;

namespace Mistral.Client.Embeddings;

/// <summary>The JSON of embeddings.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(EmbeddingRequest))]
[JsonSerializable(typeof(EmbeddingReply))]
internal sealed partial class EmbeddingJson : JsonSerializerContext
{
    /// <summary>The only instance.</summary>
    public static EmbeddingJson Context { get; } = new(MistralJson.CreateOptions());
}

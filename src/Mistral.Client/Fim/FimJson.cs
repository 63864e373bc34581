using System.Text.Json.Serialization;
using Mistral.Client.Json;

namespace Mistral.Client.Fim;

/// <summary>The JSON of code completion requests. The responses have the format of chats.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(FimCompletionRequest))]
internal sealed partial class FimJson : JsonSerializerContext
{
    /// <summary>The only instance.</summary>
    public static FimJson Context { get; } = new(MistralJson.CreateOptions());
}

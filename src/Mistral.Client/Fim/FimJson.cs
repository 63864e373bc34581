using System.Text.Json.Serialization;
using Mistral.Client.Json;

namespace Mistral.Client.Fim;

/// <summary>The JSON of code completion. Responses have the form of a chat's.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(FimCompletionRequest))]
internal sealed partial class FimJson : JsonSerializerContext
{
    /// <summary>The one instance.</summary>
    public static FimJson Context { get; } = new(MistralJson.CreateOptions());
}

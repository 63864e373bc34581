using System.Text.Json.Serialization;
using Mistral.Client.Json;

namespace Mistral.Client.ApiKeys;

/// <summary>The JSON of API keys.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ApiKeyRequest))]
[JsonSerializable(typeof(ApiKeyInfo))]
internal sealed partial class ApiKeyJson : JsonSerializerContext
{
    /// <summary>The only instance.</summary>
    public static ApiKeyJson Context { get; } = new(MistralJson.CreateOptions());
}

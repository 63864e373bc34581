using System.Text.Json.Serialization;
using Mistral.Client.Json;

namespace Mistral.Client.Audio;

/// <summary>The JSON of sound.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SpeechRequest))]
[JsonSerializable(typeof(TokenUsage))]
internal sealed partial class AudioJson : JsonSerializerContext
{
    /// <summary>The shared instance.</summary>
    public static AudioJson Context { get; } = new(MistralJson.CreateOptions());
}

using System.Text.Json.Serialization;
using Mistral.Client.Json;

namespace Mistral.Client.Classifiers;

/// <summary>The JSON of what classifiers took.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(TokenUsage))]
internal sealed partial class UsageJson : JsonSerializerContext
{
    /// <summary>The one instance.</summary>
    public static UsageJson Context { get; } = new(MistralJson.CreateOptions());
}

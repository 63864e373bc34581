using System.Text.Json.Serialization;
using Mistral.Client.Json;

namespace Mistral.Client.Classifiers;

/// <summary>The JSON of the usage of classifiers.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(TokenUsage))]
internal sealed partial class UsageJson : JsonSerializerContext
{
    /// <summary>The shared instance.</summary>
    public static UsageJson Context { get; } = new(MistralJson.CreateOptions());
}

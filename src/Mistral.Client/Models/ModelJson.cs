using System.Text.Json.Serialization;
using Mistral.Client.Json;

namespace Mistral.Client.Models;

/// <summary>The JSON of models.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(ModelCard[]))]
internal sealed partial class ModelJson : JsonSerializerContext
{
    /// <summary>The only instance.</summary>
    public static ModelJson Context { get; } = new(MistralJson.CreateOptions());
}

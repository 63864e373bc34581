using System.Text.Json.Serialization;
using Mistral.Client.Json;

namespace Mistral.Client.Ocr;

/// <summary>The JSON of OCR.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(OcrRequest))]
internal sealed partial class OcrJson : JsonSerializerContext
{
    /// <summary>The shared instance.</summary>
    public static OcrJson Context { get; } = new(MistralJson.CreateOptions());
}

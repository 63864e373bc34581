using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Mistral.Emulator;

/// <summary>One entry of detail in a 422 response.</summary>
internal sealed record ValidationProblem(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("loc")] object[] Location,
    [property: JsonPropertyName("msg")] string Message)
{
    [JsonPropertyName("input")]
    public JsonNode? Input { get; init; }

    [JsonPropertyName("ctx")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonNode? Context { get; init; }
}

using System;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mistral.Client.Json;

namespace Mistral.Client.Embeddings;

/// <summary>Reads the index of a vector. An invalid value is an error, not a missing index.</summary>
internal sealed class EmbeddingIndexConverter : JsonConverter<int?>
{
    public override int? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        LenientNumber.ReadInt32(ref reader) ?? throw new JsonException("The index of a vector must be an integer.");

    public override void Write(Utf8JsonWriter writer, int? value, JsonSerializerOptions options) => writer.WriteNumberValue(value!.Value);
}

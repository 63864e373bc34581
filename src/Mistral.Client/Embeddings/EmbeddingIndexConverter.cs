using System;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mistral.Client.Json;

namespace Mistral.Client.Embeddings;

/// <summary>The place of a vector: what is there and is no place must not be taken for none.</summary>
internal sealed class EmbeddingIndexConverter : JsonConverter<int?>
{
    public override int? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        LenientNumber.ReadInt32(ref reader) ?? throw new JsonException("The index of a vector is not a whole number.");

    public override void Write(Utf8JsonWriter writer, int? value, JsonSerializerOptions options) => writer.WriteNumberValue(value!.Value);
}

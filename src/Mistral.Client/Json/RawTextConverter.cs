using System;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mistral.Client.Json;

/// <summary>Reads JSON in a string; some responses contain the JSON itself. A piece of a stream may end inside a surrogate pair.</summary>
internal sealed class RawTextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => JsonString.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(Utf16.ReplaceHalves(value));
}

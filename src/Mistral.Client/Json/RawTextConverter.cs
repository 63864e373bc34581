using System;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mistral.Client;

/// <summary>JSON in a string, which some replies give as the JSON itself.</summary>
internal sealed class RawTextConverter : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String ? reader.GetString()! : JsonElement.ParseValue(ref reader).GetRawText();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

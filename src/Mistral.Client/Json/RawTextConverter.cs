using System;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mistral.Client.Json;

/// <summary>JSON in a string, which some replies give as the JSON itself. In a stream it comes in pieces, which may end within a character.</summary>
internal sealed class RawTextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => JsonString.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(Utf16.ReplaceHalves(value));
}

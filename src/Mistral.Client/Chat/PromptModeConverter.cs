using System;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mistral.Client.Chat;

/// <summary>Writes <c>none</c> as null. For the API, null and a missing field differ.</summary>
internal sealed class PromptModeConverter : JsonConverter<string>
{
    private const string None = "none";

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WriteStringValue(None.Equals(value, StringComparison.OrdinalIgnoreCase) ? null : value);
}

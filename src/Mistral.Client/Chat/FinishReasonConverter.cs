using System;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mistral.Client.Json;

namespace Mistral.Client.Chat;

/// <summary>The reason why an answer ended. Values that mean "not ended" are read as null.</summary>
internal sealed class FinishReasonConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonString.Read(ref reader) is { } word and not ("" or "null") ? Utf16.ReplaceHalves(word) : null;

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

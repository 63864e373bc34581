using System;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mistral.Client.ApiKeys;

/// <summary>Writes a point in time as its day in UTC.</summary>
internal sealed class DayConverter : JsonConverter<DateTimeOffset?>
{
    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A day can't be read from JSON.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value!.Value.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
}

using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mistral.PowerShell.Session.Budgets;

/// <summary>Reads and writes a price table as a list of prices.</summary>
internal sealed class PriceTableConverter : JsonConverter<PriceTable>
{
    public override PriceTable Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind is not JsonValueKind.Array)
        {
            throw new JsonException();
        }

        List<ModelPrice> prices = [];
        foreach (JsonElement row in document.RootElement.EnumerateArray())
        {
            ModelPrice price = row.ValueKind is JsonValueKind.Object && row.TryGetProperty("model", out JsonElement model) && model.ValueKind is JsonValueKind.String
                ? new ModelPrice { Model = model.GetString()!, Input = GetNumber(row, "input"), Output = GetNumber(row, "output"), Page = GetNumber(row, "page") }
                : throw new JsonException();
            prices.Add(price.IsValid ? price : throw new JsonException());
        }

        return new PriceTable(prices);
    }

    public override void Write(Utf8JsonWriter writer, PriceTable value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (ModelPrice price in value)
        {
            writer.WriteStartObject();
            writer.WriteString("model", price.Model);
            Write(writer, "input", price.Input);
            Write(writer, "output", price.Output);
            Write(writer, "page", price.Page);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, string name, decimal? price)
    {
        if (price is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }

    private static decimal? GetNumber(JsonElement row, string name) =>
        !row.TryGetProperty(name, out JsonElement value) || value.ValueKind is JsonValueKind.Null ? null
        : value.ValueKind is JsonValueKind.Number && value.TryGetDecimal(out decimal number) ? number
        : throw new JsonException();
}

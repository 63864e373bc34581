using System.Text.Json;
using Mistral.Client.Json;

namespace Mistral.Client.Transport;

/// <summary>Reads the token usage of a response without the serializer, if it has the form that the API's specification says.</summary>
internal static class PlainUsage
{
    /// <summary>Reads the token usage at the reader.</summary>
    /// <returns>False if the serializer must read it.</returns>
    public static bool TryRead(ref Utf8JsonReader reader, out TokenUsage? usage)
    {
        usage = null;
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            return reader.TokenType is JsonTokenType.Null;
        }

        TokenUsage read = new();
        bool isPlain = true;
        while (isPlain && reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            int? number;
            if (reader.ValueTextEquals("prompt_tokens"u8))
            {
                isPlain = PlainJson.TryReadNumber(ref reader, out number) && number is not null;
                read.PromptTokens = number ?? 0;
            }
            else if (reader.ValueTextEquals("completion_tokens"u8))
            {
                isPlain = PlainJson.TryReadNumber(ref reader, out number);
                read.CompletionTokens = number;
            }
            else if (reader.ValueTextEquals("total_tokens"u8))
            {
                isPlain = PlainJson.TryReadNumber(ref reader, out number) && number is not null;
                read.TotalTokens = number ?? 0;
            }
            else if (reader.ValueTextEquals("num_cached_tokens"u8))
            {
                isPlain = PlainJson.TryReadNumber(ref reader, out number);
                read.NumCachedTokens = number;
            }
            else if (reader.ValueTextEquals("request_count"u8))
            {
                isPlain = PlainJson.TryReadNumber(ref reader, out number);
                read.RequestCount = number;
            }
            else
            {
                read.Other = PlainJson.ReadOther(ref reader, read.Other);
            }
        }

        usage = read;
        return isPlain;
    }
}

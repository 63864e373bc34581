using System;
using System.Collections.Generic;
using System.Text.Json;
using Mistral.Client.Json;
using Mistral.Client.Transport;

namespace Mistral.Client.Embeddings;

/// <summary>
/// Reads the most common response: vectors as lists of numbers. Nearly all of it is numbers, which a reader of any JSON reads
/// more slowly. The serializer reads all other responses and all invalid ones, with the same result.
/// </summary>
internal ref struct PlainEmbeddingReader
{
    private readonly FloatArrayReader _numbers = new();
    private readonly ReadOnlySpan<byte> _json;
    private Utf8JsonReader _reader;
    private int _start;

    private PlainEmbeddingReader(ReadOnlySpan<byte> json)
    {
        _json = json;
        _reader = new Utf8JsonReader(json);
    }

    /// <summary>Reads a response.</summary>
    /// <returns>Null if the response isn't such a response.</returns>
    public static EmbeddingReply? TryRead(ReadOnlySpan<byte> json)
    {
        try
        {
            return new PlainEmbeddingReader(JsonBytes.WithoutMark(json)).TryRead();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private EmbeddingReply? TryRead()
    {
        if (!_reader.Read() || _reader.TokenType is not JsonTokenType.StartObject)
        {
            return null;
        }

        string? id = null, model = null;
        TokenUsage? usage = null;
        List<EmbeddingVector>? data = null;
        Dictionary<string, JsonElement>? others = null;
        while (_reader.Read() && _reader.TokenType is JsonTokenType.PropertyName)
        {
            if (_reader.ValueTextEquals("id"u8))
            {
                if (!PlainJson.TryReadText(ref _reader, out id))
                {
                    return null;
                }
            }
            else if (_reader.ValueTextEquals("model"u8))
            {
                if (!PlainJson.TryReadText(ref _reader, out model))
                {
                    return null;
                }
            }
            else if (_reader.ValueTextEquals("usage"u8))
            {
                if (!_reader.Read() || !PlainUsage.TryRead(ref _reader, out usage))
                {
                    return null;
                }
            }
            else if (_reader.ValueTextEquals("data"u8))
            {
                data = TryReadVectors();
                if (data is null)
                {
                    return null;
                }
            }
            else
            {
                others = PlainJson.ReadOther(ref _reader, others);
            }
        }

        return data is not null && _reader.TokenType is JsonTokenType.EndObject && !_reader.Read()
            ? new EmbeddingReply { Id = id, Model = model, Usage = usage, Data = data, Other = others }
            : null;
    }

    private List<EmbeddingVector>? TryReadVectors()
    {
        if (!_reader.Read() || _reader.TokenType is not JsonTokenType.StartArray)
        {
            return null;
        }

        List<EmbeddingVector> vectors = [];
        while (_reader.Read() && _reader.TokenType is JsonTokenType.StartObject)
        {
            int? index = null;
            float[]? numbers = null;
            while (_reader.Read() && _reader.TokenType is JsonTokenType.PropertyName)
            {
                if (_reader.ValueTextEquals("index"u8))
                {
                    if (!PlainJson.TryReadNumber(ref _reader, out index))
                    {
                        return null;
                    }
                }
                else if (_reader.ValueTextEquals("embedding"u8))
                {
                    numbers = TryReadNumbers();
                    if (numbers is null)
                    {
                        return null;
                    }
                }
                else
                {
                    _reader.Skip();
                }
            }

            if (numbers is null)
            {
                return null;
            }

            vectors.Add(new EmbeddingVector { GivenIndex = index, Embedding = numbers });
        }

        return _reader.TokenType is JsonTokenType.EndArray ? vectors : null;
    }

    private float[]? TryReadNumbers()
    {
        if (!_reader.Read() || _reader.TokenType is not JsonTokenType.StartArray)
        {
            return null;
        }

        int first = _start + (int)_reader.BytesConsumed;
        if (_numbers.TryRead(_json.Slice(first), out int length) is not { } numbers)
        {
            return null;
        }

        // The reader goes on at the end of the array, as if the array were empty.
        _start = first + length;
        _reader = new Utf8JsonReader(_json.Slice(_start), isFinalBlock: true, _reader.CurrentState);
        return _reader.Read() && _reader.TokenType is JsonTokenType.EndArray ? numbers : null;
    }
}

using System;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using Mistral.Client.Embeddings;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>Vectors have a reader of their own. Its results must be those of the serializer, to the bit.</summary>
public sealed class PlainEmbeddingTests
{
    [Fact]
    public void Numbers_are_read_to_the_bit_as_by_the_framework()
    {
        Random random = new(7);
        byte[] bits = new byte[4];
        string[] numbers = [.. Enumerable.Range(0, 60_000).Select(i =>
        {
            random.NextBytes(bits);
            float any = BitConverter.ToSingle(bits, 0);
            float shown = float.IsNaN(any) || float.IsInfinity(any) ? 1 : any;
            double small = random.NextDouble() - 0.5;
            return (i % 6) switch
            {
                0 => ((double)shown).ToString("R", CultureInfo.InvariantCulture),
                1 => ((float)small).ToString("R", CultureInfo.InvariantCulture),
                2 => small.ToString("R", CultureInfo.InvariantCulture),
                3 => random.Next(-1000, 1000).ToString(CultureInfo.InvariantCulture),

                // Halfway between two floats, and a little beside it.
                4 => (((double)(float)small) + (BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits((float)small) | (1L << 28)) - (float)small)).ToString("G17", CultureInfo.InvariantCulture),
                _ => small.ToString("0.################", CultureInfo.InvariantCulture) + "e" + random.Next(-46, 38).ToString(CultureInfo.InvariantCulture),
            };
        }),
            "0", "-0", "-0.0", "0e5", "1E+2", "1e-45", "1.17549435E-38", "1.1754942E-38", "3.4028235E+38", "16777217", "16777219", "9007199254740993",
            "0.0000000000000000000000001", "123456789012345678901234567890", "1.00000005960464477539062500000", "5e-324"];
        byte[] json = Encoding.UTF8.GetBytes(string.Join(" ,\n", numbers) + "]");
        float[] read = Assert.IsType<float[]>(new FloatArrayReader().TryRead(json, out int length));
        Assert.Equal(json.Length - 1, length);
        Assert.Equal(numbers.Length, read.Length);
        for (int i = 0; i < numbers.Length; i++)
        {
            float expected = JsonSerializer.Deserialize<float>(numbers[i]);
            Assert.True(BitConverter.GetBytes(expected).SequenceEqual(BitConverter.GetBytes(read[i])), $"{numbers[i]} is {expected:R}, not {read[i]:R}.");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1,")]
    [InlineData("1,]")]
    [InlineData(",1]")]
    [InlineData("01]")]
    [InlineData("-]")]
    [InlineData("1.]")]
    [InlineData(".5]")]
    [InlineData("+1]")]
    [InlineData("1e]")]
    [InlineData("1e+]")]
    [InlineData("1 2]")]
    [InlineData("1}")]
    [InlineData("null]")]
    [InlineData("\"1\"]")]
    [InlineData("[1]]")]
    [InlineData("NaN]")]
    public void What_is_not_a_list_of_numbers_is_left_to_the_serializer(string json) => Assert.Null(new FloatArrayReader().TryRead(Encoding.UTF8.GetBytes(json), out _));

    [Theory]
    [InlineData(true, """{"id":"e1","object":"list","model":"m","data":[{"object":"embedding","index":0,"embedding":[0.1,-2]},{"embedding":[ ],"index":1,"new":{"a":[1]}}],"usage":{"prompt_tokens":5,"total_tokens":5,"new":1},"new":[1]}""")]
    [InlineData(true, """ {"data": [ {"embedding": [ 1 , 2 ] } ] } """)]
    [InlineData(true, """{"data":[{"index":null,"embedding":[1]}],"id":null,"usage":null}""")]
    [InlineData(true, """{"data":[]}""")]
    [InlineData(false, """{"data":[{"index":0,"embedding":"AACAPw=="}]}""")]
    [InlineData(false, """{"data":[{"index":1.5,"embedding":[1]}]}""")]
    [InlineData(false, """{"data":[{"index":0,"embedding":[1,null]}]}""")]
    [InlineData(false, """{"data":[{"index":0}]}""")]
    [InlineData(false, """{"data":[null]}""")]
    [InlineData(false, """{"data":null}""")]
    [InlineData(false, """{}""")]
    [InlineData(false, """{"data":[{"embedding":[1]}]""")]
    [InlineData(false, """{"data":[{"embedding":[1]}]} x""")]
    [InlineData(false, """{"data":[{"embedding":[1]]}""")]
    [InlineData(false, "")]
    public void A_response_is_read_as_by_the_serializer(bool isPlain, string json)
    {
        EmbeddingReply? read = PlainEmbeddingReader.TryRead(Encoding.UTF8.GetBytes(json));
        Assert.Equal(isPlain, read is not null);
        if (read is not null)
        {
            Assert.Equal(Show(JsonSerializer.Deserialize(json, EmbeddingJson.Context.EmbeddingReply)!), Show(read));
        }
    }

    private static string Show(EmbeddingReply reply) => JsonSerializer.Serialize(new
    {
        reply.Id,
        reply.Model,
        Tokens = (reply.Usage?.ToString(), reply.Usage?.Other?.Count).ToString(),
        Vectors = reply.Data.Select(v => $"{v.GivenIndex}: {string.Join(";", v.Embedding)}"),
        reply.Other,
    });
}

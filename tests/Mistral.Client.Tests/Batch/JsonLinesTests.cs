using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Mistral.Client.Batch;
using Xunit;

namespace Mistral.Client.Tests;

public sealed class JsonLinesTests
{
    public static TheoryData<string, string[]> Files => new()
    {
        { "", [] },
        { "\n\r\n  \n\t", [] },
        { "{}", ["{}"] },
        { "a\nb\n", ["a", "b"] },
        { "a\r\nb", ["a\r", "b"] },
        { "\n\na\n \nb\n\n", ["a", "b"] },
        { "größe\n\U0001F600", ["größe", "\U0001F600"] },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Lines_are_read_wherever_the_reads_of_the_file_end(string text, string[] expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int size = 1; size <= Math.Max(1, bytes.Length); size++)
        {
            using SplitStream stream = new(bytes, [.. Enumerable.Range(1, bytes.Length).Select(i => i * size).TakeWhile(i => i < bytes.Length), bytes.Length]);
            Assert.Equal(expected, Read(stream).Select(l => l.Text));
        }
    }

    [Fact]
    public void The_offset_of_a_line_is_where_it_begins_in_the_file()
    {
        byte[] bytes = Encoding.UTF8.GetBytes("first\n\nsecond line\r\n" + new string('x', 200_000) + "\nlast");
        using MemoryStream stream = new(bytes);

        (string Text, long Offset)[] lines = [.. Read(stream)];

        Assert.Equal(4, lines.Length);
        Assert.All(lines, l => Assert.Equal(l.Text, Encoding.UTF8.GetString(bytes, (int)l.Offset, l.Text.Length)));
        Assert.Equal(200_000, lines[2].Text.Length);
    }

    [Theory]
    [InlineData("""{"custom_id":"a","body":{}}""", "a")]
    [InlineData("""{"body":{"custom_id":"inner","x":[1,{"custom_id":"deep"}]},"custom_id":"out\u00e9r"}""", "outér")]
    [InlineData("""{"custom_id":7}""", "7")]
    [InlineData("""{"custom_id":null}""", null)]
    [InlineData("""{"custom_id":{"a":1}}""", null)]
    [InlineData("""{"a":1}""", null)]
    [InlineData("""["custom_id","a"]""", null)]
    [InlineData("""{"a":1,""", null)]
    [InlineData("""{"a""", null)]
    [InlineData("nonsense", null)]
    [InlineData("", null)]
    public void The_custom_id_is_found_without_reading_the_rest(string line, string? expected) =>
        Assert.Equal(expected, BatchField.Find(Encoding.UTF8.GetBytes(line), BatchField.CustomId));

    private static IEnumerable<(string Text, long Offset)> Read(Stream stream)
    {
        JsonLines lines = new(stream);
        while (lines.Read())
        {
            yield return (Encoding.UTF8.GetString(lines.Line.ToArray()), lines.Offset);
        }
    }
}

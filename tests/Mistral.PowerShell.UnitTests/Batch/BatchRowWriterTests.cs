using System;
using System.IO;
using System.Linq;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Features.Batch;
using Xunit;

namespace Mistral.PowerShell.UnitTests.Batch;

public sealed class BatchRowWriterTests : IDisposable
{
    // A row with the body {} has 28 bytes: {"custom_id":"1","body":{}} and the line feed.
    private const int RowLength = 28;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(10, RowLength * 3, "3,2")]
    [InlineData(10, (RowLength * 3) - 1, "2,2,1")]
    [InlineData(10, RowLength, "1,1,1,1,1")]
    [InlineData(2, RowLength * 3, "2,2,1")]
    public void Add_begins_a_new_file_at_the_limit_of_rows_or_bytes(int maxRows, int maxBytes, string expected)
    {
        using BatchRowWriter writer = new(_folder, maxRows, maxBytes);
        for (int row = 1; row <= 5; row++)
        {
            writer.Add(row, new BatchRow(null, "{}"u8.ToArray(), null), target: null);
        }

        writer.Complete();
        Assert.Equal(expected, string.Join(",", writer.Parts.Select(p => p.Count)));
        Assert.All(writer.Parts, p => Assert.Equal(p.Length, new FileInfo(p.Path).Length));
        Assert.All(writer.Parts, p => Assert.True(p.Length <= maxBytes));
    }

    [Fact]
    public void Add_refuses_a_row_over_the_limit_and_continues()
    {
        using BatchRowWriter writer = new(_folder, maxRows: 10, RowLength);
        BatchException refused = Assert.Throws<BatchException>(() => writer.Add(1, new BatchRow(null, "{\"a\":1}"u8.ToArray(), null), target: null));
        Assert.StartsWith("Row 1 has", refused.Message, StringComparison.Ordinal);
        writer.Add(2, new BatchRow(null, "{}"u8.ToArray(), null), target: null);
        writer.Complete();
        Assert.Equal(2, Assert.Single(writer.Parts).FirstRow);
    }
}

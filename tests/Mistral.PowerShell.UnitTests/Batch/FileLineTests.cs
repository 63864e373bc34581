using System.IO;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Features.Batch;
using Xunit;

namespace Mistral.PowerShell.UnitTests.Batch;

public sealed class FileLineTests
{
    [Theory]
    [InlineData(0, 2, "ab")]
    [InlineData(3, 2, "cd")]
    [InlineData(3, 3, null)]
    [InlineData(9, 1, null)]
    public void ReadAt_reads_all_bytes_or_throws(int offset, int length, string? expected)
    {
        using TemporaryFolder folder = new();
        string path = folder.GetPath("lines");
        File.WriteAllText(path, "ab\ncd");
        using FileStream file = File.OpenRead(path);
        if (expected is null)
        {
            _ = Assert.Throws<EndOfStreamException>(() => FileLine.ReadAt(file, offset, length));
        }
        else
        {
            Assert.Equal(expected, System.Text.Encoding.UTF8.GetString(FileLine.ReadAt(file, offset, length)));
        }
    }
}

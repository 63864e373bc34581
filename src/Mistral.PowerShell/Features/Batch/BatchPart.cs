namespace Mistral.PowerShell.Features.Batch;

/// <summary>An input file: the rows of one job.</summary>
/// <param name="path">The full path.</param>
/// <param name="firstRow">The number of its first row in the input.</param>
internal sealed class BatchPart(string path, int firstRow)
{
    public string Path => path;

    public int FirstRow => firstRow;

    public int LastRow { get; private set; }

    public int Count { get; private set; }

    public long Length { get; private set; }

    /// <summary>Counts a row.</summary>
    public void Add(int row, long length)
    {
        LastRow = row;
        Count++;
        Length += length;
    }
}

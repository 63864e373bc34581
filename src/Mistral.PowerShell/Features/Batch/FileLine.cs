using System.IO;

namespace Mistral.PowerShell.Features.Batch;

/// <summary>Reads a line whose position in a file is known.</summary>
internal static class FileLine
{
    /// <param name="file">The file. Its position changes.</param>
    /// <param name="offset">Where the line begins, in bytes.</param>
    /// <param name="length">The length of the line in bytes.</param>
    /// <exception cref="EndOfStreamException">The file is too short.</exception>
    public static byte[] ReadAt(FileStream file, long offset, int length)
    {
        file.Position = offset;
        byte[] line = new byte[length];
        for (int done = 0, count; done < length; done += count)
        {
            count = file.Read(line, done, length - done);
            if (count == 0)
            {
                throw new EndOfStreamException($"The file '{file.Name}' ended early.");
            }
        }

        return line;
    }
}

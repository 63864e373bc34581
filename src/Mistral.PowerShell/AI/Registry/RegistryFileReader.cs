using System.IO;
using System.Management.Automation;
using System.Threading;

namespace Mistral.PowerShell.AI.Registry;

/// <summary>Reads the files of one prompt or skill. They go into one request, so the sum of their lengths is limited.</summary>
/// <param name="target">The file or folder that errors name.</param>
/// <param name="cancellationToken">Cancelled with the pipeline.</param>
internal sealed class RegistryFileReader(string target, CancellationToken cancellationToken)
{
    private const int MaxMegabytes = 50;

    private readonly byte[] _buffer = new byte[81920];
    private long _total;

    /// <summary>Reads a file.</summary>
    /// <exception cref="RegistryFileException">The files are too large.</exception>
    public byte[] Read(string file)
    {
        using FileStream source = new(file, FileMode.Open, FileAccess.Read, FileShare.Read);
        using MemoryStream content = new();
        for (int count = -1; count != 0; content.Write(_buffer, 0, count))
        {
            if (cancellationToken.IsCancellationRequested)
            {
                throw new PipelineStoppedException();
            }

            // The bytes that arrive count, because a file can grow, and a device tells no length.
            count = source.Read(_buffer, 0, _buffer.Length);
            _total += count;
            if (_total > MaxMegabytes << 20)
            {
                throw RegistryFileException.TooLarge(target, MaxMegabytes);
            }
        }

        return content.ToArray();
    }
}

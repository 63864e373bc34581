using System;
using System.Buffers;
using System.IO;
using System.Threading.Tasks;

namespace Mistral.Client;

/// <summary>Reads a body into memory, which no server is to fill.</summary>
internal static class BoundedBody
{
    // As much as copying a stream takes at once.
    private const int Piece = 81920;

    /// <summary>Gets the bytes up to the bound, and whether these are all of them.</summary>
    /// <param name="body">The body.</param>
    /// <param name="most">The bound, in bytes.</param>
    public static async Task<(byte[] Bytes, bool IsWhole)> ReadAsync(Stream body, int most)
    {
        using MemoryStream whole = new();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            while (true)
            {
#if NET
                int count = await body.ReadAsync(buffer.AsMemory()).ConfigureAwait(false);
#else
                int count = await body.ReadAsync(buffer, 0, buffer.Length).ConfigureAwait(false);
#endif
                whole.Write(buffer, 0, Math.Min(count, most - (int)whole.Length));
                if (count == 0 || whole.Length == most)
                {
                    return (whole.ToArray(), count == 0);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;

namespace Mistral.Client.Transport;

/// <summary>Reads a response body up to a size limit.</summary>
internal static class BoundedBody
{
    // Nearly all bodies fit into the first piece. Later pieces grow, so that there are few.
    private const int FirstPieceSize = 81920;
    private const int MaxPieceSize = 16 << 20;

    /// <summary>Gets the body, or null if it is longer than the limit. The memory used grows with the received bytes.</summary>
    /// <param name="body">The body.</param>
    /// <param name="limit">The limit, in bytes.</param>
    public static async Task<byte[]?> ReadAsync(Stream body, int limit)
    {
        byte[] first = ArrayPool<byte>.Shared.Rent(FirstPieceSize);
        try
        {
            List<ArraySegment<byte>> pieces = [];
            ArraySegment<byte> free = new(first);
            int total = 0;
            while (true)
            {
#if NET
                int count = await body.ReadAsync(free.AsMemory()).ConfigureAwait(false);
#else
                int count = await body.ReadAsync(free.Array!, free.Offset, free.Count).ConfigureAwait(false);
#endif
                if (count == 0)
                {
                    return Join(pieces, total);
                }

                if (count > limit - total)
                {
                    return null;
                }

                total += count;
                pieces.Add(new(free.Array!, free.Offset, count));
                free = count < free.Count
                    ? new(free.Array!, free.Offset + count, free.Count - count)
                    : new(new byte[Math.Min(Math.Max(FirstPieceSize, total), MaxPieceSize)]);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(first);
        }
    }

    private static byte[] Join(List<ArraySegment<byte>> pieces, int total)
    {
        byte[] whole = new byte[total];
        int at = 0;
        foreach (ArraySegment<byte> piece in pieces)
        {
            Buffer.BlockCopy(piece.Array!, piece.Offset, whole, at, piece.Count);
            at += piece.Count;
        }

        return whole;
    }
}

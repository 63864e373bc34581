using System;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Threading.Tasks;

namespace Mistral.Emulator;

/// <summary>Generates a body of any length while it is sent, without buffering. All of its blocks differ.</summary>
internal static class GeneratedBody
{
    private const int BlockSize = 64 * 1024;

    /// <returns>The SHA-256 of the sent bytes in hexadecimal digits.</returns>
    public static async Task<string> WriteAsync(long length, FaultyBody sink)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = RandomNumberGenerator.GetBytes(BlockSize);
        for (long sent = 0; sent < length;)
        {
            BinaryPrimitives.WriteInt64LittleEndian(block, sent);
            var count = (int)Math.Min(BlockSize, length - sent);
            hash.AppendData(block, 0, count);
            sent += count;
            await sink.WriteAsync(block.AsMemory(0, count), last: sent == length);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

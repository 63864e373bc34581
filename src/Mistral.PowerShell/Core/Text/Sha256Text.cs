using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Threading;

namespace Mistral.PowerShell.Core.Text;

/// <summary>SHA-256 in lowercase hexadecimal digits.</summary>
internal static class Sha256Text
{
    private const int BufferSize = 81920;

    public static string OfText(string text) => OfBytes(Encoding.UTF8.GetBytes(text));

    public static string OfBytes(ReadOnlySpan<byte> bytes)
    {
#if NETFRAMEWORK
        using SHA256 sha = SHA256.Create();
        return Format(sha.ComputeHash(bytes.ToArray()));
#else
        return Format(SHA256.HashData(bytes));
#endif
    }

    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static string OfFile(string path, CancellationToken cancellationToken)
    {
        using SHA256 sha = SHA256.Create();
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] buffer = new byte[BufferSize];
        for (int count; (count = stream.Read(buffer, 0, buffer.Length)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _ = sha.TransformBlock(buffer, 0, count, outputBuffer: null, outputOffset: 0);
        }

        _ = sha.TransformFinalBlock([], 0, 0);
        return Format(sha.Hash!);
    }

    /// <summary>Formats a hash that was computed elsewhere.</summary>
    public static string Format(byte[] hash) =>
#if NETFRAMEWORK
        BitConverter.ToString(hash).Replace("-", string.Empty).ToLowerInvariant();
#else
        Convert.ToHexString(hash).ToLowerInvariant();
#endif
}

using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;

namespace Mistral.PowerShell.Features.Ocr;

/// <summary>SHA-256 in lower-case hexadecimal digits.</summary>
internal static class OcrHash
{
    public static string OfText(string text) => OfBytes(Encoding.UTF8.GetBytes(text));

    /// <exception cref="IOException">The file can't be read.</exception>
    public static string OfFile(string path)
    {
        using SHA256 sha = SHA256.Create();
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return ToText(sha.ComputeHash(stream));
    }

    public static string OfBytes(byte[] bytes)
    {
#if NETFRAMEWORK
        using SHA256 sha = SHA256.Create();
        return ToText(sha.ComputeHash(bytes));
#else
        return ToText(SHA256.HashData(bytes));
#endif
    }

    private static string ToText(byte[] hash) =>
#if NETFRAMEWORK
        BitConverter.ToString(hash).Replace("-", string.Empty).ToLowerInvariant();
#else
        Convert.ToHexString(hash).ToLowerInvariant();
#endif
}

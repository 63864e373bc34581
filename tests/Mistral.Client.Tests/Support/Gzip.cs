using System.IO;
using System.IO.Compression;
using System.Text;

namespace Mistral.Client.Tests;

internal static class Gzip
{
    public static byte[] Compress(string text)
    {
        using MemoryStream compressed = new();
        using (GZipStream zip = new(compressed, CompressionMode.Compress, leaveOpen: true))
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            zip.Write(bytes, 0, bytes.Length);
        }

        return compressed.ToArray();
    }
}

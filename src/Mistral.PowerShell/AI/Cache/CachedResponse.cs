using System;
using System.Globalization;
using System.IO;
using System.Text;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.AI.Cache;

/// <summary>A response as it is kept in a file: a line of text with a hash of the rest, a line with its properties, and the body.</summary>
/// <param name="Created">When the response was received.</param>
/// <param name="ContentType">The media type of the body, or null.</param>
/// <param name="Body">The bytes of the body.</param>
internal sealed record CachedResponse(DateTimeOffset Created, string? ContentType, ReadOnlyMemory<byte> Body)
{
    private const string Format = "mistral-response-1";

    /// <summary>Reads a file. Null if it is damaged.</summary>
    public static CachedResponse? Read(byte[] file)
    {
        int line = Array.IndexOf(file, (byte)'\n');
        if (line < 0 || Encoding.ASCII.GetString(file, 0, line) != $"{Format} {Sha256Text.OfBytes(file.AsSpan(line + 1))}")
        {
            return null;
        }

        int next = Array.IndexOf(file, (byte)'\n', line + 1);
        string[] fields = next < 0 ? [] : Encoding.UTF8.GetString(file, line + 1, next - line - 1).Split(' ');
        return fields.Length == 2 && long.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out long created) && created <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? new CachedResponse(DateTimeOffset.FromUnixTimeMilliseconds(created), fields[1].Length == 0 ? null : fields[1], file.AsMemory(next + 1))
            : null;
    }

    /// <summary>Writes the file.</summary>
    public byte[] Write()
    {
        byte[] properties = Encoding.UTF8.GetBytes($"{Created.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)} {ContentType?.Replace(' ', '_').Replace('\n', '_')}\n");
        byte[] rest = new byte[properties.Length + Body.Length];
        properties.CopyTo(rest, 0);
        Body.Span.CopyTo(rest.AsSpan(properties.Length));
        byte[] head = Encoding.ASCII.GetBytes($"{Format} {Sha256Text.OfBytes(rest)}\n");
        using MemoryStream file = new(head.Length + rest.Length);
        file.Write(head, 0, head.Length);
        file.Write(rest, 0, rest.Length);
        return file.ToArray();
    }
}

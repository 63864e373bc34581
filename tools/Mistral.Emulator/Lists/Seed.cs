using System;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Mistral.Emulator;

/// <summary>Generated values that are the same in every run.</summary>
internal static class Seed
{
    /// <summary>The creation time of the newest seeded item.</summary>
    public static DateTimeOffset Newest { get; } = new(2026, 8, 1, 12, 0, 0, TimeSpan.Zero);

    public static string Uuid(string what, int index)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(what + "/" + index.ToString(CultureInfo.InvariantCulture)));
        // Real ids are version 4 UUIDs.
        hash[6] = (byte)((hash[6] & 0x0f) | 0x40);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true).ToString();
    }

    /// <summary>Returns the time of an item. Every tenth item has the time of the previous one, as in real lists.</summary>
    public static DateTimeOffset Time(int index) => Newest.AddMinutes(-(index % 10 == 9 ? index - 1 : index));

    public static string Stamp(int index) => Time(index).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

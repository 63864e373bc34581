namespace Mistral.Emulator;

/// <summary>FNV-1a: the same in every process, which string.GetHashCode is not.</summary>
internal static class Fnv
{
    private const ulong Basis = 14_695_981_039_346_656_037;
    private const ulong Prime = 1_099_511_628_211;

    public static ulong Hash(string text)
    {
        var hash = Basis;
        foreach (var letter in text)
        {
            hash = (hash ^ letter) * Prime;
        }

        // Mixes high bits down, since callers use the low ones.
        hash ^= hash >> 32;
        hash *= 0x9E37_79B9_7F4A_7C15;
        return hash ^ (hash >> 29);
    }
}

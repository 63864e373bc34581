namespace Mistral.Emulator;

/// <summary>FNV-1a hash, which is the same in every process, unlike string.GetHashCode.</summary>
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

        // Mixes the high bits into the low ones, because callers use the low ones.
        hash ^= hash >> 32;
        hash *= 0x9E37_79B9_7F4A_7C15;
        return hash ^ (hash >> 29);
    }
}

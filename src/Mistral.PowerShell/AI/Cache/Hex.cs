using System;

namespace Mistral.PowerShell.AI.Cache;

/// <summary>Bytes as hexadecimal digits.</summary>
internal static class Hex
{
    public static string Of(byte[] bytes) =>
#if NETFRAMEWORK
        BitConverter.ToString(bytes).Replace("-", string.Empty).ToLowerInvariant();
#else
        Convert.ToHexString(bytes).ToLowerInvariant();
#endif
}

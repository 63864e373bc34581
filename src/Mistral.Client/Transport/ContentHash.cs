using System;
using System.Security.Cryptography;

namespace Mistral.Client.Transport;

/// <summary>The SHA-256 of a content, computed while that is sent.</summary>
internal sealed class ContentHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Adds what is sent next.</summary>
    public void Append(byte[] buffer, int offset, int count) => _hash.AppendData(buffer, offset, count);

#if NET
    /// <inheritdoc cref="Append(byte[], int, int)"/>
    public void Append(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);
#endif

    /// <summary>Forgets what was sent, because it is sent again from its start.</summary>
    public void Restart() => _ = _hash.GetHashAndReset();

    /// <summary>Gets the hash of what was sent, in lowercase hexadecimal digits, and starts a new one.</summary>
    public string GetText() => ToText(_hash.GetHashAndReset());

    private static string ToText(byte[] hash) =>
#if NET
        Convert.ToHexString(hash).ToLowerInvariant();
#else
        BitConverter.ToString(hash).Replace("-", string.Empty).ToLowerInvariant();
#endif

    public void Dispose() => _hash.Dispose();
}

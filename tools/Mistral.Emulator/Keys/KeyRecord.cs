using System;
using System.Security.Cryptography;
using System.Text;

namespace Mistral.Emulator;

/// <summary>An ordinary key without the key itself: who it belongs to and what became of it.</summary>
internal sealed record KeyRecord
{
    private const int ShownCharacters = 4;

    public required string Id { get; init; }

    public required string? Name { get; init; }

    public required string HiddenKey { get; init; }

    public required string Sha256 { get; init; }

    public required TenantWorkspace Workspace { get; init; }

    public required TenantUser User { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The last day the key is good.</summary>
    public DateOnly? ExpirationDate { get; init; }

    public DateOnly? LastUsed { get; init; }

    /// <summary>Requests the key opened.</summary>
    public int Uses { get; init; }

    /// <summary>Requests refused because of the key, on paths that take ordinary keys.</summary>
    public int Rejected { get; init; }

    /// <summary>How many requests are refused before the key has come into effect everywhere; -1 where it never does.</summary>
    public int RefusalsLeft { get; init; }

    // A short key shows less, so that the hidden form never tells all of it.
    public static string Hide(string key)
    {
        var shown = Math.Min(ShownCharacters, key.Length / 4);
        return key[..shown] + "..." + key[^shown..];
    }

    public static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    public bool IsExpired(DateOnly today) => ExpirationDate < today;
}

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

    /// <summary>The last day on which the key is valid.</summary>
    public DateOnly? ExpirationDate { get; init; }

    public DateOnly? LastUsed { get; init; }

    /// <summary>The number of authorized requests.</summary>
    public int Uses { get; init; }

    /// <summary>The number of refused requests on paths that accept regular keys.</summary>
    public int Rejected { get; init; }

    /// <summary>The number of requests to refuse before the key becomes valid; -1 if it never does.</summary>
    public int RefusalsLeft { get; init; }

    // A short key shows fewer characters, so that the masked form never shows all of them.
    public static string Hide(string key)
    {
        var shown = Math.Min(ShownCharacters, key.Length / 4);
        return key[..shown] + "..." + key[^shown..];
    }

    public static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    public bool IsExpired(DateOnly today) => ExpirationDate < today;
}

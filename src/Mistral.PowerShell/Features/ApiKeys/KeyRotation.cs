using System;

namespace Mistral.PowerShell;

/// <summary>The result of a key rotation.</summary>
public sealed record KeyRotation
{
    /// <summary>The saved connection.</summary>
    public required string Connection { get; init; }

    /// <summary>The state of the rotation.</summary>
    public required KeyRotationState State { get; init; }

    /// <summary>The id of the previous key, never the key itself.</summary>
    public string? OldKeyId { get; init; }

    /// <summary>The id of the new key, never the key itself.</summary>
    public string? NewKeyId { get; init; }

    /// <summary>When the new key expires, according to the server; null if it doesn't expire.</summary>
    public DateTimeOffset? ExpiresOn { get; init; }

    /// <summary>The vault of the new key.</summary>
    public string? VaultName { get; init; }

    /// <summary>The name of the secret with the new key.</summary>
    public required string SecretName { get; init; }

    /// <summary>When the old key may be revoked, if there is a grace period.</summary>
    public DateTimeOffset? RevokeAfter { get; init; }

    /// <summary>The time until the server accepted the new key.</summary>
    public TimeSpan? ProvedAfter { get; init; }

    /// <summary>The duration of the rotation, from its first run.</summary>
    public TimeSpan Duration { get; init; }
}

/// <summary>The state of a key rotation.</summary>
public enum KeyRotationState
{
    /// <summary>The new key is in use, and the old key is revoked.</summary>
    Completed,

    /// <summary>The new key is in use. The old key works until the grace period is over and the rotation is run again.</summary>
    RevocationPending,

    /// <summary>The new key is in use. The id of the old key is unknown, so the user must revoke it.</summary>
    OldKeyUnknown,
}

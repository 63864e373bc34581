using System;

namespace Mistral.PowerShell;

/// <summary>What a rotation did.</summary>
public sealed record KeyRotation
{
    /// <summary>The saved connection.</summary>
    public required string Connection { get; init; }

    /// <summary>Whether it is done, or the old key still waits to be revoked.</summary>
    public required KeyRotationState State { get; init; }

    /// <summary>The id of the key before; not the key.</summary>
    public string? OldKeyId { get; init; }

    /// <summary>The id of the key now; not the key.</summary>
    public string? NewKeyId { get; init; }

    /// <summary>When the new key expires, as the server has it; null where it does not.</summary>
    public DateTimeOffset? ExpiresOn { get; init; }

    /// <summary>The vault that holds the new key.</summary>
    public string? VaultName { get; init; }

    /// <summary>The name of the secret.</summary>
    public required string SecretName { get; init; }

    /// <summary>From when on the old key may be revoked, where it has been given time.</summary>
    public DateTimeOffset? RevokeAfter { get; init; }

    /// <summary>How long the server took to accept the new key.</summary>
    public TimeSpan? ProvedAfter { get; init; }

    /// <summary>How long all of it took, from the first run on.</summary>
    public TimeSpan Duration { get; init; }
}

/// <summary>How a rotation stands.</summary>
public enum KeyRotationState
{
    /// <summary>The new key is in use and the old one revoked.</summary>
    Completed,

    /// <summary>The new key is in use; the old one works until its time is over and the rotation is run again.</summary>
    RevocationPending,

    /// <summary>The new key is in use; which one the old one was is not known, so it is for a person to revoke.</summary>
    OldKeyUnknown,
}

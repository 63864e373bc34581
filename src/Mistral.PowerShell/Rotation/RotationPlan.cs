using System;

namespace Mistral.PowerShell;

/// <summary>What a rotation is to do.</summary>
internal sealed record RotationPlan
{
    public required SavedConnection Saved { get; init; }

    /// <summary>The present key's name; null where it is not known.</summary>
    public string? KeyName { get; init; }

    /// <summary>The present key's id; null where it is not known, and so can't be revoked.</summary>
    public string? OldKeyId { get; init; }

    public required string WorkspaceId { get; init; }

    public required string UserId { get; init; }

    /// <summary>When the new key is to expire; null for as late as the organization allows.</summary>
    public DateTimeOffset? ExpiresOn { get; init; }

    /// <summary>How long the old key goes on working beside the new one.</summary>
    public TimeSpan GracePeriod { get; init; }

    /// <summary>How long the server may take to accept the new key.</summary>
    public TimeSpan ProofTimeout { get; init; }

    /// <summary>The plan in words, for <c>-WhatIf</c>.</summary>
    public override string ToString()
    {
        string end = ExpiresOn is { } date ? $"until {date:yyyy-MM-dd}" : "without an end of its own";
        string old = OldKeyId ?? "(id unknown)";
        string revoke = GracePeriod > TimeSpan.Zero ? $"revoke the old key {old} after {GracePeriod}" : $"revoke the old key {old}";
        return $"Make a key {end} in workspace {Saved.WorkspaceName ?? WorkspaceId}, store it as '{Saved.SecretName}' once it is proved, {revoke}";
    }
}

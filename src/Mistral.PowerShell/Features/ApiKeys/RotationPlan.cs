using System;
using System.Security;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Features.ApiKeys;

/// <summary>What a rotation is to do.</summary>
internal sealed record RotationPlan
{
    public required SavedConnection Saved { get; init; }

    /// <summary>The present key's name; null where it is not known.</summary>
    public string? KeyName { get; init; }

    /// <summary>The present key's id; null where it is not known, and so can't be revoked.</summary>
    public string? OldKeyId { get; init; }

    /// <summary>The present key, which the vault must still hold when the new one takes its place.</summary>
    public SecureString? OldKey { get; init; }

    public required string WorkspaceId { get; init; }

    public required string UserId { get; init; }

    /// <summary>When the new key is to expire; null for as late as the organization allows.</summary>
    public DateTimeOffset? ExpiresOn { get; init; }

    /// <summary>How long the old key goes on working beside the new one.</summary>
    public TimeSpan GracePeriod { get; init; }

    /// <summary>How long the server may take to accept the new key.</summary>
    public TimeSpan ProofTimeout { get; init; }

    /// <summary>The plan in words, for <c>-WhatIf</c>.</summary>
    /// <param name="left">What an earlier run left to do, if it did.</param>
    public string Describe(RotationJournal? left) => left?.Step switch
    {
        RotationStep.Switched when left.RevokeAfter > DateTimeOffset.Now => $"Nothing yet: the new key is in use, and the old key {left.OldKeyId} has until {DateText.ToMinute(left.RevokeAfter)}",
        RotationStep.Switched => $"Revoke the old key {left.OldKeyId ?? "(id unknown)"}: the new one is in use already",
        RotationStep.Stored => $"Go on with the key that was made, '{left.NewKeyName}': prove it, store it as '{Saved.SecretName}', revoke the old key {left.OldKeyId ?? "(id unknown)"}",
        RotationStep.Creating or RotationStep.RollingBack => $"Clear up what the last run left ('{left.NewKeyName}'). {Describe()}",
        _ => Describe(),
    };

    private string Describe()
    {
        string end = ExpiresOn is { } date ? $"until {DateText.ToDay(date)}" : "that expires when the organization requires it";
        string old = OldKeyId ?? "(id unknown)";
        string revoke = GracePeriod > TimeSpan.Zero ? $"revoke the old key {old} after {GracePeriod}" : $"revoke the old key {old}";
        return $"Make a key {end} in workspace {Saved.WorkspaceName ?? WorkspaceId}, store it as '{Saved.SecretName}' once it is proved, {revoke}";
    }
}

using System;
using System.Security;
using Mistral.PowerShell.Core.Text;
using Mistral.PowerShell.Session.Secrets;

namespace Mistral.PowerShell.Features.ApiKeys;

/// <summary>The plan of a rotation.</summary>
internal sealed record RotationPlan
{
    /// <summary>The connection, with the vault of its secret.</summary>
    public required SavedConnection Saved { get; init; }

    /// <summary>Whether a reference of another connection is to the same secret. Call it on the pipeline thread only.</summary>
    public required Func<SecretReference, bool> IsSecret { get; init; }

    /// <summary>Whether the key must be rotated even if an unfinished rotation was undone. It isn't if the key was rotated for another connection.</summary>
    public required bool IsNewKeyDue { get; init; }

    /// <summary>The name of the current key; null if unknown.</summary>
    public string? KeyName { get; init; }

    /// <summary>The id of the current key; null if unknown. It then can't be revoked.</summary>
    public string? OldKeyId { get; init; }

    /// <summary>The current key. The vault must still contain it when the new key replaces it.</summary>
    public SecureString? OldKey { get; init; }

    public required string WorkspaceId { get; init; }

    public required string UserId { get; init; }

    /// <summary>When the new key should expire; null for the latest date that the organization allows.</summary>
    public DateTimeOffset? ExpiresOn { get; init; }

    /// <summary>How long the old key stays valid after the new key is in use.</summary>
    public TimeSpan GracePeriod { get; init; }

    /// <summary>The time limit until the server accepts the new key.</summary>
    public TimeSpan ProofTimeout { get; init; }

    /// <summary>Describes the plan for <c>-WhatIf</c>.</summary>
    /// <param name="left">The journal of an earlier run, if it is unfinished.</param>
    public string Describe(RotationJournal? left) => left?.Step switch
    {
        RotationStep.Switched when left.RevokeAfter > DateTimeOffset.Now => $"Nothing yet: the new key is in use, and the old key {left.OldKeyId} stays valid until {DateText.ToMinute(left.RevokeAfter)}",
        RotationStep.Switched => $"Revoke the old key {left.OldKeyId ?? "(id unknown)"}; the new key is already in use",
        RotationStep.Stored => $"Continue with the created key '{left.NewKeyName}': verify it, store it as '{Saved.SecretName}', revoke the old key {left.OldKeyId ?? "(id unknown)"}",
        RotationStep.Creating or RotationStep.RollingBack => $"Undo the last run ('{left.NewKeyName}'). {Describe()}",
        _ => Describe(),
    };

    private string Describe()
    {
        string end = ExpiresOn is { } date ? $"until {DateText.ToDay(date)}" : "that expires when the organization requires it";
        string old = OldKeyId ?? "(id unknown)";
        string revoke = GracePeriod > TimeSpan.Zero ? $"revoke the old key {old} after {GracePeriod}" : $"revoke the old key {old}";
        return $"Create a key {end} in workspace {Saved.WorkspaceName ?? WorkspaceId}, verify it, store it as '{Saved.SecretName}', {revoke}";
    }
}

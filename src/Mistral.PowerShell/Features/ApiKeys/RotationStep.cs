namespace Mistral.PowerShell.Features.ApiKeys;

/// <summary>The last completed step of a rotation, stored in its journal.</summary>
internal enum RotationStep
{
    /// <summary>A key with the journal's name may exist on the server, but not in the vault.</summary>
    Creating,

    /// <summary>The new key is in the vault under a temporary name.</summary>
    Stored,

    /// <summary>The new key is the connection's key. The old key must still be revoked.</summary>
    Switched,

    /// <summary>The new key must be revoked. The old key stays in use.</summary>
    RollingBack,
}

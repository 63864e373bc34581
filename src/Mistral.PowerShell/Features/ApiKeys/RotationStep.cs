namespace Mistral.PowerShell.Features.ApiKeys;

/// <summary>How far a rotation has come, as its journal tells after a crash.</summary>
internal enum RotationStep
{
    /// <summary>A key may have been made under the journal's name; nobody may have it.</summary>
    Creating,

    /// <summary>The new key lies in the vault beside the old one.</summary>
    Stored,

    /// <summary>The new key is the connection's key; the old one is still to be revoked.</summary>
    Switched,

    /// <summary>The new key is to be revoked; the old one stays.</summary>
    RollingBack,
}

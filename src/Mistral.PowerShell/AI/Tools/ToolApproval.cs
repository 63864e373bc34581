namespace Mistral.PowerShell.AI.Tools;

/// <summary>Whether a call may run.</summary>
internal enum ToolApproval
{
    /// <summary>It may not.</summary>
    Refused,

    /// <summary>It may, and nobody was asked: what asks within it asks.</summary>
    Unasked,

    /// <summary>It may, and the user has said so: for this call, or for all.</summary>
    Given,
}
